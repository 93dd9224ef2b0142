import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectFileType } from "./detect-file-type.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lectern-detect-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function detect(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, "file");
  await writeFile(path, content);
  return detectFileType(path, name).catch((error) => error.code);
}

const ole = Buffer.concat([
  Buffer.from("d0cf11e0a1b11ae1", "hex"),
  Buffer.alloc(600),
  Buffer.from("EncryptedPackage", "utf16le"),
]);

describe("the type of a file", () => {
  test.each([
    ["a.pdf", "%PDF-1.4\n%âãÏÓ\n", "application/pdf"],
    ["a.PDF", "\r\n\r\n%PDF-1.4\n", "application/pdf"],
    ["a.md", "# Title", "text/markdown"],
    ["a.txt", "text", "text/plain"],
    ["README", "text", "text/plain"],
    ["a.html", '<?xml version="1.0"?><html></html>', "text/html"],
    ["utf16.txt", Buffer.from("ordinary text in UTF-16", "utf16le"), "text/plain"],
    ["latin1.txt", Buffer.from("Grüße aus Köln", "latin1"), "text/plain"],
  ])("%s is %s", async (name, content, type) => {
    expect(await detect(name, content)).toBe(type);
  });

  test.each([
    ["binary named .txt", "a.txt", randomBytes(2000), "file_type_mismatch"],
    ["a PDF named .txt", "a.txt", "%PDF-1.4\n", "file_type_mismatch"],
    ["text named .pdf", "a.pdf", "text", "file_type_mismatch"],
    [
      "a ZIP named .docx",
      "a.docx",
      Buffer.from("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==", "base64"),
      "file_type_mismatch",
    ],
    [
      "a picture named .html",
      "a.html",
      Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
      "file_type_mismatch",
    ],
    ["an encrypted Office file", "a.docx", ole, "encrypted_file"],
    ["an old Word file", "a.doc", Buffer.from("d0cf11e0a1b11ae1", "hex"), "unsupported_file_type"],
    ["random bytes", "a.bin", randomBytes(2000), "unsupported_file_type"],
    ["a spreadsheet as text", "a.csv", "a,b\n1,2", "unsupported_file_type"],
  ])("%s is refused", async (_what, name, content, code) => {
    expect(await detect(name, content)).toBe(code);
  });
});
