import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findCollectionId } from "@/db/collections";
import { findKnownHashes } from "@/db/known-hashes";
import { AppError } from "@/lib/errors";

const body = z.object({
  collection: z.string().min(1).max(100),
  /** SHA-256 of files' bytes, hex. */
  hashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(1000),
});

/** Which of these files the collection has or is about to have, so that a bulk upload that was cut off sends the others alone. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", body },
  async ({ principal, body: { collection, hashes } }) => {
    const collectionId = await findCollectionId(principal, collection).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "collection_not_found") return null; // made by the first upload
      throw error;
    });
    return { known: collectionId ? await findKnownHashes(principal, collectionId, hashes) : [] };
  },
);
