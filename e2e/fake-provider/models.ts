import { HttpError } from "./http-error.ts";

const chatModels = ["fake-large", "fake-small"];
const embeddingModels = ["fake-embed"];
const rerankModels = ["fake-rerank"];
const models = { chat: chatModels, embedding: embeddingModels, rerank: rerankModels };

/** Any fixed moment will do: the list must be the same on every start. */
const createdAt = Date.UTC(2026, 0, 1) / 1000;

/** What `GET /v1/models` lists. */
export function listModels(isEmpty: boolean) {
  const ids = isEmpty ? [] : Object.values(models).flat();
  const data = ids.map((id) => ({ id, object: "model", created: createdAt, owned_by: "fake-provider" }));
  return { object: "list", data };
}

/** Throws OpenAI's 404 unless the model exists and does this. */
export function requireModel(id: string, use: keyof typeof models): void {
  if (models[use].includes(id)) return;
  const known = Object.values(models).flat().includes(id);
  const message = known ? `The model '${id}' is no ${use} model.` : `The model '${id}' does not exist.`;
  throw new HttpError(404, message, { code: "model_not_found", param: "model" });
}
