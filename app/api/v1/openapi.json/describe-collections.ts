import { z } from "zod";
import type { ZodOpenApiResponseObject } from "zod-openapi";
import { collectionSchema, previewSchema } from "@/lib/api-schemas";
import { chunkingSettingsSchema, parserChoices } from "@/lib/document";
import { languageSchema } from "@/lib/document-schemas";

const json = (schema: z.ZodType) => ({ "application/json": { schema } });
const path = z.object({ id: z.uuid() });

type Errors = Record<number, ZodOpenApiResponseObject>;

/** The paths about collections: their settings, and what a file would become under these. */
export function describeCollections(
  secured: object,
  errors: Errors,
  error: (text: string) => ZodOpenApiResponseObject,
) {
  const nameTaken = { 409: error("There is a collection of that name.") };
  const collection = json(collectionSchema);
  return {
    "/api/v1/collections": {
      get: {
        operationId: "listCollections",
        summary: "List collections by name",
        ...secured,
        responses: {
          ...errors,
          200: {
            description: "Collections.",
            content: json(z.object({ collections: z.array(collectionSchema) })),
          },
        },
      },
      post: {
        operationId: "createCollection",
        summary: "Make a collection",
        ...secured,
        requestBody: { required: true, content: json(z.object({ name: z.string().min(1).max(100) })) },
        responses: { ...errors, ...nameTaken, 201: { description: "The collection.", content: collection } },
      },
    },
    "/api/v1/collections/{id}": {
      get: {
        operationId: "getCollection",
        summary: "A collection with its settings",
        ...secured,
        requestParams: { path },
        responses: { ...errors, 200: { description: "The collection.", content: collection } },
      },
      patch: {
        operationId: "changeCollection",
        summary: "Rename a collection, set how its documents are read and cut, pause or resume it",
        description: "New settings hold for documents that are ingested from then on; see reprocess.",
        ...secured,
        requestParams: { path },
        requestBody: {
          required: true,
          content: json(
            z.object({
              name: z.string().min(1).max(100).optional(),
              language: languageSchema.nullable().optional(),
              chunking: chunkingSettingsSchema.nullable().optional(),
              parser: z.enum(parserChoices).optional(),
              isPaused: z.boolean().optional(),
            }),
          ),
        },
        responses: { ...errors, ...nameTaken, 200: { description: "The collection.", content: collection } },
      },
    },
    "/api/v1/collections/{id}/reprocess": {
      post: {
        operationId: "reprocessCollection",
        summary: "Read all documents of a collection again",
        description:
          "By its settings of now, behind everything else. Each is found as it was until it's done.",
        ...secured,
        requestParams: { path },
        responses: {
          ...errors,
          200: { description: "How many.", content: json(z.object({ queued: z.int() })) },
        },
      },
    },
    "/api/v1/collections/{id}/preview": {
      post: {
        operationId: "previewChunks",
        summary: "See how a file would be cut, without keeping it",
        ...secured,
        requestParams: { path },
        requestBody: {
          required: true,
          content: {
            "multipart/form-data": {
              schema: z.object({
                file: z.string().meta({ format: "binary" }),
                ...chunkingSettingsSchema.partial().shape,
                parser: z.enum(parserChoices).optional(),
                password: z.string().optional(),
              }),
            },
          },
        },
        responses: {
          ...errors,
          202: { description: "Under which id to ask for it.", content: json(path) },
          413: error("The file is larger than this server accepts."),
          415: error("The file's type isn't supported."),
          422: error("The file is empty."),
        },
      },
    },
    "/api/v1/previews/{id}": {
      get: {
        operationId: "getPreview",
        summary: "What a preview came to; gone after an hour",
        ...secured,
        requestParams: { path },
        responses: { ...errors, 200: { description: "The preview.", content: json(previewSchema) } },
      },
    },
  };
}
