import { HttpError } from "./http-error.ts";

const chatModels = ["fake-large", "fake-small"];
const embeddingModels = ["fake-embed"];

/** Any fixed moment will do: the list must be the same on every start. */
const createdAt = Date.UTC(2026, 0, 1) / 1000;

/** What `GET /v1/models` lists. */
export function listModels(isEmpty: boolean) {
  const ids = isEmpty ? [] : [...chatModels, ...embeddingModels];
  const data = ids.map((id) => ({ id, object: "model", created: createdAt, owned_by: "fake-provider" }));
  return { object: "list", data };
}

/** Throws OpenAI's 404 unless the model exists and does this. */
export function requireModel(id: string, use: "chat" | "embedding"): void {
  if ((use === "chat" ? chatModels : embeddingModels).includes(id)) return;
  const known = [...chatModels, ...embeddingModels].includes(id);
  const message = known ? `The model '${id}' is no ${use} model.` : `The model '${id}' does not exist.`;
  throw new HttpError(404, message, { code: "model_not_found", param: "model" });
}
