import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "../../lib/errors.ts";

/**
 * Lends a file with these bytes, under a name of our own in a folder that nobody else can read, and removes it afterwards. Throws
 * `blob_store_unavailable` where it can't be written, as on a full disk.
 */
export async function withPrivateFile<T>(bytes: Buffer, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "lectern-part-")).catch(unavailable);
  try {
    const path = join(folder, "part");
    await writeFile(path, bytes, { mode: 0o600 }).catch(unavailable);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unavailable(cause: unknown): never {
  throw new AppError("blob_store_unavailable", {
    cause,
    publicMessage: "A file within the file can't be unpacked: the server's disk may be full.",
  });
}
