import { z } from "zod";
import { createDocument } from "zod-openapi";
import {
  chatCompletionRequestSchema,
  chatCompletionSchema,
  documentSchema,
  errorSchema,
  modelListSchema,
  searchRequestSchema,
  searchResponseSchema,
} from "@/lib/api-schemas";

const json = (schema: z.ZodType) => ({ "application/json": { schema } });
const error = (description: string) => ({ description, content: json(errorSchema) });
const errors = {
  400: error("The request is not valid."),
  401: error("No key, or one that is unknown, expired or revoked."),
  403: error("The key may not do this."),
  404: error("There is no such thing, or the key may not see it."),
  429: error("Too many requests, or the budget is used up. See Retry-After."),
  503: error("A part that this needs can't be reached. See Retry-After."),
};

const documentId = z.object({ id: z.uuid() });
const secured = { security: [{ apiKey: [] }] };

/** The OpenAPI 3.1 document, made from the schemas that the routes check with. */
export function describeApi(): object {
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Lectern",
      version: "1",
      description:
        "Upload documents, search them, and ask questions whose answers cite checked passages. Chat is OpenAI-compatible: point an OpenAI client's base URL at /api/v1.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "An API key: lk_…" } },
    },
    paths: {
      "/api/v1/documents": {
        post: {
          operationId: "uploadDocument",
          summary: "Upload a document",
          description: "Needs the scope documents:write and the right to change the collection.",
          ...secured,
          requestBody: {
            required: true,
            content: {
              "multipart/form-data": {
                schema: z.object({
                  file: z
                    .string()
                    .meta({ format: "binary", description: "PDF, DOCX, HTML, Markdown or plain text." }),
                  collection: z.string().optional().meta({ description: "Name or id; created if missing." }),
                }),
              },
            },
          },
          responses: {
            ...errors,
            200: { description: "These bytes are in the collection already.", content: json(documentSchema) },
            202: { description: "Accepted and queued.", content: json(documentSchema) },
            413: error("The file is larger than this server accepts."),
            415: error("This type of file can't be read, or its content doesn't match its name."),
            422: error("The file is empty."),
          },
        },
        get: {
          operationId: "listDocuments",
          summary: "List documents, latest first",
          ...secured,
          requestParams: {
            query: z.object({
              collection: z.string().optional(),
              status: z.string().optional(),
              cursor: z.string().optional().meta({ description: "nextCursor of the page before." }),
              limit: z.int().min(1).max(200).optional(),
            }),
          },
          responses: {
            ...errors,
            200: {
              description: "A page of documents.",
              content: json(
                z.object({ documents: z.array(documentSchema), nextCursor: z.string().nullable() }),
              ),
            },
          },
        },
      },
      "/api/v1/documents/{id}": {
        get: {
          operationId: "getDocument",
          summary: "A document's status and receipt",
          ...secured,
          requestParams: { path: documentId },
          responses: { ...errors, 200: { description: "The document.", content: json(documentSchema) } },
        },
        delete: {
          operationId: "deleteDocument",
          summary: "Delete a document with its chunks, vectors and cached answers",
          ...secured,
          requestParams: { path: documentId },
          responses: { ...errors, 204: { description: "Gone." } },
        },
      },
      "/api/v1/search": {
        post: {
          operationId: "search",
          summary: "Find passages",
          ...secured,
          requestBody: { required: true, content: json(searchRequestSchema) },
          responses: {
            ...errors,
            200: { description: "Chunks, best first.", content: json(searchResponseSchema) },
          },
        },
      },
      "/api/v1/chat/completions": {
        post: {
          operationId: "createChatCompletion",
          summary: "Ask a question",
          ...secured,
          requestBody: { required: true, content: json(chatCompletionRequestSchema) },
          responses: {
            ...errors,
            200: {
              description: "The answer, or with stream: true server-sent events that end with [DONE].",
              content: { ...json(chatCompletionSchema), "text/event-stream": { schema: z.string() } },
            },
            413: error("The question is too long."),
          },
        },
      },
      "/api/v1/models": {
        get: {
          operationId: "listModels",
          summary: "Chat models that can be asked for",
          ...secured,
          responses: { ...errors, 200: { description: "Models.", content: json(modelListSchema) } },
        },
      },
    },
  });
}
