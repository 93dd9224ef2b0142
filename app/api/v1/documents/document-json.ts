import type { z } from "zod";
import { findQueuePlaces, type QueuePlace } from "@/db/document-queue";
import { listVersions } from "@/db/document-versions";
import type { Document } from "@/db/documents";
import type { documentSchema } from "@/lib/api-schemas";
import { kindOf } from "@/lib/media-types";
import type { Principal } from "@/lib/turn";

export type DocumentJson = z.infer<typeof documentSchema>;

/**
 * Documents as a list shows them, queued ones with their place in the queue. Without the characters of each page, which are
 * most of the receipt of a long document.
 */
export async function documentsJson(documents: Document[]): Promise<DocumentJson[]> {
  const listed = await toJsons(documents);
  for (const { receipt } of listed) if (receipt) delete receipt.charactersPerPage;
  return listed;
}

async function toJsons(documents: Document[]): Promise<DocumentJson[]> {
  const queued = documents.filter((document) => document.status === "queued");
  const places = await findQueuePlaces(queued.map((document) => document.id));
  return documents.map((document) => toJson(document, places.get(document.id)));
}

/** One document as the API shows it. */
export async function documentJson(document: Document): Promise<DocumentJson> {
  const [json] = await toJsons([document]);
  return json as DocumentJson;
}

/** One document with all its versions, newest first. */
export async function documentWithVersionsJson(
  principal: Principal,
  document: Document,
): Promise<DocumentJson> {
  const versions = await listVersions(principal, document.lineageId);
  return {
    ...(await documentJson(document)),
    versions: versions.map(({ createdAt, supersededAt, ...version }) => ({
      ...version,
      createdAt: createdAt.toISOString(),
      supersededAt: supersededAt?.toISOString() ?? null,
    })),
  };
}

/** An error is shown only of a failed document: one that is put off keeps the fault of its last try for the log. */
function toJson(document: Document, queue: QueuePlace | undefined): DocumentJson {
  const { id, title, status, collectionId, fileName, mediaType, byteSize, createdAt, receipt } = document;
  const { errorCode, errorMessage, version, lane, supersededAt, sourceKey, sourceId } = document;
  const { author, datedAt, language, givenLanguage, tags } = document;
  return {
    id,
    title,
    status,
    collectionId,
    fileName,
    mediaType,
    kind: kindOf(mediaType),
    byteSize,
    version,
    lane,
    author,
    date: datedAt?.toISOString().slice(0, 10) ?? null,
    language: givenLanguage ?? language,
    languageIsGiven: givenLanguage !== null,
    tags,
    createdAt: createdAt.toISOString(),
    ...(supersededAt && { supersededAt: supersededAt.toISOString() }),
    ...(sourceKey && { sourceKey }),
    ...(sourceId && { sourceId }),
    ...(queue && { queuePosition: queue.position, queue }),
    ...(status === "failed" && errorCode && { error: { code: errorCode, message: errorMessage ?? "" } }),
    ...(receipt && { receipt: { ...receipt } }),
  };
}
