import { z } from "zod";
import type { ZodOpenApiPathsObject, ZodOpenApiResponseObject } from "zod-openapi";
import { batchLineSchema, batchResultSchema, batchSchema, completionWindows } from "@/lib/batch-schemas";
import { limits } from "@/lib/limits";

const json = (schema: z.ZodType) => ({ "application/json": { schema } });
const jsonl = (schema: z.ZodType) => ({ "application/jsonl": { schema } });
const batchId = z.object({ id: z.uuid() });

type Errors = Record<number, ZodOpenApiResponseObject>;

/** The paths about batches: many questions that are answered when there's time. */
export function describeBatches(
  secured: object,
  errors: Errors,
  error: (text: string) => ZodOpenApiResponseObject,
) {
  return {
    "/api/v1/batches": {
      post: {
        operationId: "createBatch",
        summary: "Ask many questions",
        description: `One JSON object a line, at most ${limits.batchLinesMax.toLocaleString("en")}. They're answered when nobody else is waiting, by the same pipeline as in a chat, within the same budgets. Where a line is wrong, all wrong ones are told in \`error.lines\` and nothing is begun. Needs the scope chat; takes an Idempotency-Key.`,
        ...secured,
        requestParams: {
          query: z.object({
            name: z.string().max(200).optional(),
            completion_window: z.enum(completionWindows).optional().meta({
              description: "You can wait that long, for half the price where the model's provider has that.",
            }),
          }),
        },
        requestBody: { required: true, content: jsonl(batchLineSchema) },
        responses: {
          ...errors,
          202: { description: "The batch, in the queue.", content: json(batchSchema) },
          409: error("The Idempotency-Key was given to another request."),
          413: error(`The batch is larger than ${limits.batchBytesMax.toLocaleString("en")} bytes.`),
        },
      },
      get: {
        operationId: "listBatches",
        summary: "List your batches, latest first",
        ...secured,
        requestParams: {
          query: z.object({
            cursor: z.uuid().optional().meta({ description: "nextCursor of the page before." }),
          }),
        },
        responses: {
          ...errors,
          200: {
            description: "A page of batches.",
            content: json(z.object({ batches: z.array(batchSchema), nextCursor: z.uuid().nullable() })),
          },
        },
      },
    },
    "/api/v1/batches/{id}": {
      get: {
        operationId: "getBatch",
        summary: "How far a batch is",
        ...secured,
        requestParams: { path: batchId },
        responses: { ...errors, 200: { description: "The batch.", content: json(batchSchema) } },
      },
      delete: {
        operationId: "deleteBatch",
        summary: "Delete a batch with its questions and answers",
        ...secured,
        requestParams: { path: batchId },
        responses: {
          ...errors,
          204: { description: "Gone. One that hasn't ended must be cancelled first." },
        },
      },
    },
    "/api/v1/batches/{id}/results": {
      get: {
        operationId: "getBatchResults",
        summary: "What was answered so far",
        description: "In the order of the lines that asked. Lines that aren't answered yet are left out.",
        ...secured,
        requestParams: {
          path: batchId,
          query: z.object({
            after: z.int().optional().meta({ description: "Only lines after this one." }),
            limit: z.int().optional().meta({ description: "At most so many; all when left out." }),
          }),
        },
        responses: {
          ...errors,
          200: { description: "One JSON object a line.", content: jsonl(batchResultSchema) },
        },
      },
    },
    "/api/v1/batches/{id}/cancel": {
      post: {
        operationId: "cancelBatch",
        summary: "Stop a batch",
        description: "What is answered stays and can be read.",
        ...secured,
        requestParams: { path: batchId },
        responses: { ...errors, 200: { description: "The batch.", content: json(batchSchema) } },
      },
    },
  } satisfies ZodOpenApiPathsObject;
}
