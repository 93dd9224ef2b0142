import { open } from "node:fs/promises";

/** What the streams of an OLE compound file say it is. */
export type CfbType =
  | "application/msword"
  | "application/vnd.ms-excel"
  | "application/vnd.ms-powerpoint"
  | "application/vnd.ms-outlook"
  | "application/x-cfb";

export interface CfbContent {
  mediaType: CfbType;
  /** An Office file of today's kind (.docx, .xlsx, .pptx) with a password. */
  isEncryptedPackage: boolean;
  hasMacros: boolean;
}

/** The first stretch of the directory, which lists the root's streams before those within them. */
const directoryBytes = 64 * 1024;
const entryBytes = 128;

/** What an OLE compound file holds, by the names in its directory; of none it is plainly `application/x-cfb`. */
export async function detectCfbType(path: string): Promise<CfbContent> {
  const names = await readNames(path);
  const has = (...candidates: string[]) => candidates.some((name) => names.has(name));
  return {
    isEncryptedPackage: has("EncryptedPackage"),
    hasMacros: has("_VBA_PROJECT", "_VBA_PROJECT_CUR"),
    mediaType: has("WordDocument")
      ? "application/msword"
      : has("Workbook", "Book", "WORKBOOK", "BOOK")
        ? "application/vnd.ms-excel"
        : has("PowerPoint Document")
          ? "application/vnd.ms-powerpoint"
          : has("__properties_version1.0", "__nameid_version1.0")
            ? "application/vnd.ms-outlook"
            : "application/x-cfb",
  };
}

async function readNames(path: string): Promise<Set<string>> {
  const file = await open(path, "r");
  try {
    const header = (await file.read(Buffer.alloc(512), 0, 512, 0)).buffer;
    const sectorBytes = 1 << Math.min(16, header.readUInt16LE(30));
    const start = (header.readUInt32LE(48) + 1) * sectorBytes;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(directoryBytes), 0, directoryBytes, start);
    const names = new Set<string>();
    for (let at = 0; at + entryBytes <= bytesRead; at += entryBytes) {
      const nameBytes = Math.min(64, buffer.readUInt16LE(at + 64)) - 2;
      if (nameBytes > 0) names.add(buffer.toString("utf16le", at, at + nameBytes));
    }
    return names;
  } finally {
    await file.close();
  }
}
