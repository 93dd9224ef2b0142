import { setTimeout as sleep } from "node:timers/promises";
import { type Document, findDocument } from "../../db/documents.ts";
import type { Principal } from "../../lib/turn.ts";

/** For tests: the document when a worker has made it ready or failed. */
export async function waitUntilSettled(principal: Principal, documentId: string): Promise<Document> {
  for (;;) {
    const document = await findDocument(principal, documentId);
    if (document.status === "ready" || document.status === "failed") return document;
    await sleep(30);
  }
}
