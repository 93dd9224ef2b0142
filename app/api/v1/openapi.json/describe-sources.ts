import { z } from "zod";
import type { ZodOpenApiPathsObject, ZodOpenApiResponseObject } from "zod-openapi";
import { newSourceSchema, sourceChangesSchema, sourceRunSchema, sourceSchema } from "@/lib/source-schemas";

const json = (schema: z.ZodType) => ({ "application/json": { schema } });
const sourceId = z.object({ id: z.uuid() });

type Errors = Record<number, ZodOpenApiResponseObject>;

/** The paths about sources: places outside that documents are kept in step with. */
export function describeSources(
  secured: object,
  errors: Errors,
  error: (text: string) => ZodOpenApiResponseObject,
) {
  const refused = {
    409: error("The collection has a source of that name."),
    422: error("The address is in a private network, or the folder isn't one that the operator has opened."),
  };
  return {
    "/api/v1/sources": {
      get: {
        operationId: "listSources",
        summary: "List sources by name",
        ...secured,
        requestParams: { query: z.object({ collection: z.string().optional() }) },
        responses: {
          ...errors,
          200: { description: "Sources.", content: json(z.object({ sources: z.array(sourceSchema) })) },
        },
      },
      post: {
        operationId: "createSource",
        summary: "Add a source to a collection",
        description:
          "Documents come from there at each run: new ones are added, changed ones become new versions, and those that are gone are removed. Admins only.",
        ...secured,
        requestBody: { required: true, content: json(newSourceSchema) },
        responses: {
          ...errors,
          ...refused,
          201: { description: "The source.", content: json(sourceSchema) },
        },
      },
    },
    "/api/v1/sources/{id}": {
      get: {
        operationId: "getSource",
        summary: "A source with its latest run",
        ...secured,
        requestParams: { path: sourceId },
        responses: { ...errors, 200: { description: "The source.", content: json(sourceSchema) } },
      },
      patch: {
        operationId: "changeSource",
        summary: "Change, pause or resume a source",
        ...secured,
        requestParams: { path: sourceId },
        requestBody: { required: true, content: json(sourceChangesSchema) },
        responses: {
          ...errors,
          ...refused,
          200: { description: "The source.", content: json(sourceSchema) },
        },
      },
      delete: {
        operationId: "deleteSource",
        summary: "Delete a source, and its documents if asked to",
        ...secured,
        requestParams: {
          path: sourceId,
          query: z.object({ documents: z.enum(["delete", "keep"]).default("keep") }),
        },
        responses: {
          ...errors,
          200: { description: "Gone.", content: json(z.object({ deletedDocuments: z.int() })) },
        },
      },
    },
    "/api/v1/sources/{id}/sync": {
      post: {
        operationId: "syncSource",
        summary: "Read a source now",
        ...secured,
        requestParams: { path: sourceId },
        responses: {
          ...errors,
          202: { description: "The run, queued.", content: json(sourceRunSchema) },
          409: error("A run is open already."),
        },
      },
    },
    "/api/v1/sources/{id}/runs": {
      get: {
        operationId: "listSourceRuns",
        summary: "A source's latest runs, latest first",
        ...secured,
        requestParams: { path: sourceId },
        responses: {
          ...errors,
          200: { description: "Runs.", content: json(z.object({ runs: z.array(sourceRunSchema) })) },
        },
      },
    },
    "/api/v1/sources/{id}/runs/{runId}/cancel": {
      post: {
        operationId: "cancelSourceRun",
        summary: "Cancel an open run",
        ...secured,
        requestParams: { path: sourceId.extend({ runId: z.uuid() }) },
        responses: {
          ...errors,
          200: { description: "The run. What it has done stays.", content: json(sourceRunSchema) },
          409: error("The run has ended."),
        },
      },
    },
  } satisfies ZodOpenApiPathsObject;
}
