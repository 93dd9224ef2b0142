import * as db from "../../db/sources.ts";
import type { SourceConfig } from "../../lib/document.ts";
import { AppError } from "../../lib/errors.ts";
import { sealSecret } from "../../lib/seal.ts";
import type { BucketCredentials } from "../../lib/source-schemas.ts";
import type { Principal } from "../../lib/turn.ts";
import { removeDocument } from "../delete-documents.ts";
import { assertOpenedFolder, openedFolders } from "./read-folder.ts";
import { credentialsPurpose } from "./read-source.ts";
import { nextRunAt } from "./schedule.ts";
import { assertAllowedUrl } from "./web/guarded-fetch.ts";

export { openedFolders };

/** What an admin says of a source. */
export interface SourceSettings {
  name: string;
  config: SourceConfig;
  /** Five fields, UTC; null is by hand only. */
  schedule: string | null;
  /** False pauses the schedule. */
  isEnabled: boolean;
}

/**
 * Adds a source to a collection, due at its schedule's next time. Throws `address_refused`, `folder_refused`,
 * `invalid_request`, `collection_not_found` or `conflict`. Admins only.
 */
export async function addSource(
  principal: Principal,
  {
    collectionId,
    credentials,
    ...settings
  }: SourceSettings & { collectionId: string; credentials?: BucketCredentials },
): Promise<db.Source> {
  assertReadable(settings.config);
  const sealedCredentials = sealed(settings.config, credentials ?? null);
  const nextRun = { nextRunAt: nextTime(settings) };
  const id = await db.createSource(principal, { ...settings, ...nextRun, collectionId, sealedCredentials });
  return db.findSource(principal, id);
}

/**
 * Changes what is given; a source stays of its kind. Null forgets the credentials. Throws `source_not_found` and what addSource
 * throws. Admins only.
 */
export async function changeSource(
  principal: Principal,
  id: string,
  { credentials, ...changes }: Partial<SourceSettings> & { credentials?: BucketCredentials | null },
): Promise<db.Source> {
  const { name, config, schedule, isEnabled } = await db.findSource(principal, id);
  const settings = { name, config, schedule, isEnabled, ...changes };
  if (settings.config.kind !== config.kind)
    throw new AppError("invalid_request", {
      publicMessage: "config.kind: a source stays of its kind. Add another.",
    });
  assertReadable(settings.config);
  const sealedCredentials = credentials === undefined ? undefined : sealed(settings.config, credentials);
  await db.updateSource(principal, id, { ...settings, nextRunAt: nextTime(settings), sealedCredentials });
  return db.findSource(principal, id);
}

/**
 * Deletes a source, and its documents too or not: those that stay are as if they had been uploaded. Asked again, it goes on where
 * it was interrupted. Throws `source_not_found`. Admins only.
 */
export async function removeSource(
  principal: Principal,
  id: string,
  documents: "delete" | "keep",
): Promise<{ deletedDocuments: number }> {
  const ids = documents === "delete" ? await db.listSourceDocumentIds(principal, id) : [];
  for (const documentId of ids)
    await removeDocument(principal, documentId).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== "document_not_found") throw error;
    });
  await db.deleteSource(principal, id);
  return { deletedDocuments: ids.length };
}

/** Refuses at once what can be told without asking the network. Names are resolved when they are read. */
function assertReadable(config: SourceConfig): void {
  if (config.kind === "folder") {
    assertOpenedFolder(config.path);
    return;
  }
  const address = config.kind === "s3" ? config.endpoint : config.url;
  if (address !== undefined) assertAllowedUrl(new URL(address));
}

function sealed({ kind }: SourceConfig, credentials: BucketCredentials | null): string | null {
  if (credentials === null) return null;
  if (kind !== "s3")
    throw new AppError("invalid_request", { publicMessage: "credentials: only buckets have credentials." });
  return sealSecret(JSON.stringify(credentials), credentialsPurpose);
}

function nextTime({ schedule, isEnabled }: Pick<SourceSettings, "schedule" | "isEnabled">): Date | null {
  const next = schedule === null ? null : nextRunAt(schedule); // also where it's paused: a bad one is refused
  return isEnabled ? next : null;
}
