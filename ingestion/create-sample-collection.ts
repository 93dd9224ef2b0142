import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Principal } from "../lib/turn.ts";
import { acceptUpload } from "./upload.ts";

export const sampleCollectionName = "Sample: Halvorsen Cycles";

/** Questions that the sample documents answer, and last one that they don't. */
export const sampleQuestions = [
  "How much is paid for a hotel in Berlin?",
  "What is the warranty period of the battery?",
  "How many days of holiday does everybody have?",
  "How soon must a stolen laptop be reported?",
  "What does the Plus plan of the app cost?",
  "Who won the Tour de France in 2024?",
];

/** Relative to the repository's root, where every process of Lectern runs. */
const sampleFolder = join("ingestion", "sample");

/**
 * Uploads the sample documents, written for this purpose about a company that doesn't exist, into a collection of their own,
 * the way any upload goes. Doing it again changes nothing. Returns the collection's id. Admins only.
 */
export async function createSampleCollection(principal: Principal): Promise<string> {
  let collectionId = "";
  for (const fileName of (await readdir(sampleFolder)).sort()) {
    const stream = createReadStream(join(sampleFolder, fileName));
    const { document } = await acceptUpload(principal, {
      stream,
      fileName,
      collection: sampleCollectionName,
    });
    collectionId = document.collectionId;
  }
  return collectionId;
}
