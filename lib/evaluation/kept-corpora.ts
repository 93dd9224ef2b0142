import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/**
 * What was loaded into a database that outlives the run: a JSON file for each corpus beside it. Loading that was cut off goes
 * on where it was, since uploading the same bytes again gives the same document.
 */
const keptCorpusSchema = z.object({
  tenantId: z.uuid(),
  userId: z.uuid(),
  collectionId: z.uuid(),
  /** Corpus ids by document id, once all of it is uploaded. */
  documents: z.record(z.string(), z.array(z.string())).nullable(),
  isIngested: z.boolean(),
});
export type KeptCorpus = z.infer<typeof keptCorpusSchema>;

/** Null where there's none, or its file can't be read. */
export async function findKeptCorpus(folder: string, key: string): Promise<KeptCorpus | null> {
  try {
    return keptCorpusSchema.parse(JSON.parse(await readFile(join(folder, `${key}.json`), "utf8")));
  } catch {
    return null;
  }
}

export async function keepCorpus(folder: string, key: string, kept: KeptCorpus): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${key}.json`);
  await writeFile(`${path}.new`, JSON.stringify(kept));
  await rename(`${path}.new`, path);
}

/** Names what was loaded and how: the same documents under the same settings have the same key. */
export function corpusKey(name: string, ...content: unknown[]): string {
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return `${name.replaceAll(/[^\w.-]/g, "-")}-${hash.slice(0, 16)}`;
}
