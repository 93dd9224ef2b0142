import type { z } from "zod";
import { type Document, findQueuePlaces } from "@/db/documents";
import type { documentSchema } from "@/lib/api-schemas";

export type DocumentJson = z.infer<typeof documentSchema>;

/** Documents as the API shows them, queued ones with their place in the queue. */
export async function documentsJson(documents: Document[]): Promise<DocumentJson[]> {
  const queued = documents.filter((document) => document.status === "queued");
  const places = await findQueuePlaces(queued.map((document) => document.id));
  return documents.map((document) => toJson(document, places.get(document.id)));
}

/** One document as the API shows it. */
export async function documentJson(document: Document): Promise<DocumentJson> {
  const [json] = await documentsJson([document]);
  return json as DocumentJson;
}

/** An error is shown only of a failed document: one that is put off keeps the fault of its last try for the log. */
function toJson(document: Document, queuePosition: number | undefined): DocumentJson {
  const { id, title, status, collectionId, fileName, mediaType, byteSize, createdAt, receipt } = document;
  const { errorCode, errorMessage } = document;
  return {
    id,
    title,
    status,
    collectionId,
    fileName,
    mediaType,
    byteSize,
    createdAt: createdAt.toISOString(),
    ...(queuePosition && { queuePosition }),
    ...(status === "failed" && errorCode && { error: { code: errorCode, message: errorMessage ?? "" } }),
    ...(receipt && { receipt: { ...receipt } }),
  };
}
