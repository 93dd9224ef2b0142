import { z } from "zod";
import { createDocument } from "zod-openapi";
import {
  batchResultsSchema,
  chatCompletionRequestSchema,
  chatCompletionSchema,
  deletionReceiptSchema,
  documentCountsSchema,
  documentRetrySchema,
  documentSchema,
  errorSchema,
  modelListSchema,
  reembeddingSchema,
} from "@/lib/api-schemas";
import { documentStatuses } from "@/lib/document";
import { documentChangesSchema, documentFacetsSchema } from "@/lib/document-schemas";
import { documentKinds } from "@/lib/search";
import { searchRequestSchema, searchResponseSchema } from "@/lib/search-schemas";
import { describeBatches } from "./describe-batches";
import { describeCollections } from "./describe-collections";
import { describeSources } from "./describe-sources";

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
        "Upload documents, search them, and ask questions whose answers cite checked sources. Chat is OpenAI-compatible: point an OpenAI client's base URL at /api/v1.",
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
                  password: z.string().optional().meta({ description: "By which the file opens." }),
                  replaces: z.uuid().optional().meta({
                    description:
                      "Id of a document that this is a new version of. The old one is found until the new one is ready.",
                  }),
                  sourceKey: z.string().optional().meta({
                    description:
                      "Where it comes from, e.g. a path: the next file from there is its new version.",
                  }),
                  lane: z
                    .enum(["interactive", "bulk"])
                    .optional()
                    .meta({ description: "Bulk waits behind interactive uploads." }),
                  author: z.string().optional().meta({ description: "Goes before what the file says." }),
                  date: z.iso.date().optional().meta({ description: "Goes before what the file says." }),
                  tags: z.string().optional().meta({ description: "Separated by commas." }),
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
              status: z.enum(documentStatuses).optional(),
              kind: z.enum(documentKinds).optional(),
              tag: z.string().optional(),
              search: z.string().optional().meta({ description: "Found in title or file name." }),
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
      "/api/v1/documents/batch": {
        post: {
          operationId: "uploadDocuments",
          summary: "Upload up to 200 documents",
          description:
            "Each file is taken by itself. A file whose name is a path (“./a.txt”, “b/c.txt”) comes from there: the next from there is its new version.",
          ...secured,
          requestBody: {
            required: true,
            content: {
              "multipart/form-data": {
                schema: z.object({
                  collection: z.string().optional().meta({ description: "Before the files. Name or id." }),
                  lane: z.enum(["interactive", "bulk"]).optional().meta({ description: "Before the files." }),
                  tags: z
                    .string()
                    .optional()
                    .meta({ description: "Before the files. Separated by commas, for all of them." }),
                  file: z.array(z.string().meta({ format: "binary" })),
                }),
              },
            },
          },
          responses: {
            ...errors,
            200: { description: "What became of each file.", content: json(batchResultsSchema) },
            413: error("All files together are larger than this server accepts."),
          },
        },
      },
      "/api/v1/documents/counts": {
        get: {
          operationId: "countDocuments",
          summary: "Count documents by status and kind",
          ...secured,
          requestParams: { query: z.object({ collection: z.string().optional() }) },
          responses: { ...errors, 200: { description: "Counts.", content: json(documentCountsSchema) } },
        },
      },
      "/api/v1/documents/facets": {
        get: {
          operationId: "findDocumentFacets",
          summary: "What documents can be filtered by",
          ...secured,
          requestParams: {
            query: z.object({
              collection: z.array(z.string()).optional().meta({ description: "Ids or names." }),
            }),
          },
          responses: { ...errors, 200: { description: "Counts.", content: json(documentFacetsSchema) } },
        },
      },
      "/api/v1/documents/{id}": {
        get: {
          operationId: "getDocument",
          summary: "A document's status, receipt and versions",
          ...secured,
          requestParams: { path: documentId },
          responses: { ...errors, 200: { description: "The document.", content: json(documentSchema) } },
        },
        patch: {
          operationId: "changeDocument",
          summary: "Change a document's title, language, author, date or tags",
          ...secured,
          requestParams: { path: documentId },
          requestBody: { required: true, content: json(documentChangesSchema) },
          responses: {
            ...errors,
            200: { description: "As it is now.", content: json(documentSchema) },
            409: error("Another version has taken this one's place."),
          },
        },
        delete: {
          operationId: "deleteDocument",
          summary: "Delete a document with all its versions",
          description:
            "Chunks, vectors, cached answers, quotes in conversations and the sentences of answers that cite it go with it.",
          ...secured,
          requestParams: { path: documentId },
          responses: {
            ...errors,
            200: { description: "Gone; what went and what is left.", content: json(deletionReceiptSchema) },
          },
        },
      },
      ...describeCollections(secured, errors, error),
      ...describeSources(secured, errors, error),
      ...describeBatches(secured, errors, error),
      "/api/v1/collections/{id}/reembedding": {
        get: {
          operationId: "getReembedding",
          summary: "A collection's embedding model and its last re-embedding",
          ...secured,
          requestParams: { path: documentId },
          responses: { ...errors, 200: { description: "Its state.", content: json(reembeddingSchema) } },
        },
        post: {
          operationId: "startReembedding",
          summary: "Take a collection over to another embedding model",
          description:
            "Searches go by the old model until every chunk has its new vector; then all change at once.",
          ...secured,
          requestParams: { path: documentId },
          requestBody: { required: true, content: json(z.object({ embeddingModel: z.string() })) },
          responses: {
            ...errors,
            202: { description: "Begun.", content: json(reembeddingSchema) },
            409: error("It has this model, or is on its way to one."),
          },
        },
        delete: {
          operationId: "cancelReembedding",
          summary: "Cancel a re-embedding",
          ...secured,
          requestParams: { path: documentId },
          responses: { ...errors, 204: { description: "Cancelled; the collection keeps its model." } },
        },
      },
      "/api/v1/documents/{id}/cancel": {
        post: {
          operationId: "cancelDocument",
          summary: "Take an unfinished document out of the queue",
          description: "A worker that is at it lets go within seconds. 409 where the document is finished.",
          ...secured,
          requestParams: { path: documentId },
          responses: { ...errors, 200: { description: "Cancelled.", content: json(documentSchema) } },
        },
      },
      "/api/v1/documents/{id}/retry": {
        post: {
          operationId: "retryDocument",
          summary: "Queue a failed or cancelled document again",
          ...secured,
          requestParams: { path: documentId },
          requestBody: { required: false, content: json(documentRetrySchema) },
          responses: { ...errors, 202: { description: "Queued again.", content: json(documentSchema) } },
        },
      },
      "/api/v1/search": {
        post: {
          operationId: "search",
          summary: "Find chunks",
          description:
            "Finds what an answer would rest on, by the same steps. With explain it says how: plan, ranks in each search, what would have been read, and why a document isn't among it.",
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
          parameters: [
            {
              name: "Idempotency-Key",
              in: "header",
              description:
                "Names the request for a day. Sent again with the same body it isn't answered anew: the same answer is given, with the header idempotent-replayed. With another body it's refused.",
              schema: { type: "string", maxLength: 200 },
            },
          ],
          requestBody: { required: true, content: json(chatCompletionRequestSchema) },
          responses: {
            ...errors,
            200: {
              description: "The answer, or with stream: true server-sent events that end with [DONE].",
              content: { ...json(chatCompletionSchema), "text/event-stream": { schema: z.string() } },
            },
            409: error(
              "The Idempotency-Key was given to another request, or the first of its name is still being admitted.",
            ),
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
