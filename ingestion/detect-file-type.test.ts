import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectFileType } from "./detect-file-type.ts";
import { makeOffice, makeZip } from "./testing/make-zip.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lectern-detect-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function detect(name: string, content: string | Buffer, hasPassword = false): Promise<string> {
  const path = join(folder, "file");
  await writeFile(path, content);
  return detectFileType(path, name, { hasPassword }).catch((error) => error.code);
}

/** An OLE compound file with entries of these names in its directory. */
function makeCfb(...names: string[]): Buffer {
  const bytes = Buffer.alloc(512 + 128 * names.length);
  bytes.write("d0cf11e0a1b11ae1", "hex");
  bytes.writeUInt16LE(9, 30); // sectors of 512 bytes
  bytes.writeUInt32LE(0, 48); // the directory is in the first
  for (const [i, name] of names.entries()) {
    bytes.write(name, 512 + 128 * i, "utf16le");
    bytes.writeUInt16LE(name.length * 2 + 2, 512 + 128 * i + 64);
  }
  return bytes;
}

const office = "application/vnd.openxmlformats-officedocument";
const openDocument = "application/vnd.oasis.opendocument";
const encrypted = makeCfb("Root Entry", "EncryptionInfo", "EncryptedPackage");
const docx = makeOffice("document", { "word/document.xml": "<x/>" });
const emptyZip = Buffer.from("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==", "base64");

describe("the type of a file", () => {
  test.each([
    ["a.pdf", "%PDF-1.4\n%âãÏÓ\n", "application/pdf"],
    ["a.PDF", "\r\n\r\n%PDF-1.4\n", "application/pdf"],
    ["a.md", "# Title", "text/markdown"],
    ["a.txt", "text", "text/plain"],
    ["README", "text", "text/plain"],
    ["a.html", '<?xml version="1.0"?><html></html>', "text/html"],
    ["utf16.txt", Buffer.from("ordinary text in UTF-16", "utf16le"), "text/plain"],
    ["utf32.txt", Buffer.from("7400000065000000780000007400000021000000", "hex"), "text/plain"],
    ["latin1.txt", Buffer.from("Grüße aus Köln", "latin1"), "text/plain"],
    ["a.csv", "a,b\n1,2", "text/csv"],
    ["a.json", "{}", "application/json"],
    ["a.py", "import os", "text/x-python"],
    ["a.xml", '<?xml version="1.0"?><a/>', "text/x-xml"],
    ["a.rtf", "{\\rtf1 text}", "application/rtf"],
    ["a.docx", docx, `${office}.wordprocessingml.document`],
    ["report", docx, `${office}.wordprocessingml.document`],
    [
      "a.pptx",
      makeOffice("presentation", { "ppt/presentation.xml": "<x/>" }),
      `${office}.presentationml.presentation`,
    ],
    ["a.xlsx", makeOffice("workbook", { "xl/workbook.xml": "<x/>" }), `${office}.spreadsheetml.sheet`],
    [
      "a.docx",
      makeZip({ "[Content_Types].xml": "<x/>", "word/document.xml": "<x/>" }),
      `${office}.wordprocessingml.document`,
    ],
    ["a.odt", makeZip({ mimetype: `${openDocument}.text` }), `${openDocument}.text`],
    ["a.epub", makeZip({ mimetype: "application/epub+zip" }), "application/epub+zip"],
    ["a.doc", makeCfb("Root Entry", "WordDocument"), "application/msword"],
    ["a.xls", makeCfb("Root Entry", "Workbook"), "application/vnd.ms-excel"],
  ])("%s is told by its content and name", async (name, content, type) => {
    expect(await detect(name, content)).toBe(type);
  });

  test.each([
    ["binary named .txt", "a.txt", randomBytes(2000), "file_type_mismatch"],
    ["a PDF named .txt", "a.txt", "%PDF-1.4\n", "file_type_mismatch"],
    ["text named .pdf", "a.pdf", "text", "file_type_mismatch"],
    ["a ZIP named .docx", "a.docx", emptyZip, "file_type_mismatch"],
    ["a ZIP named .csv", "a.csv", makeZip({ a: "1" }), "file_type_mismatch"],
    ["a Word document named .xlsx", "a.xlsx", docx, "file_type_mismatch"],
    ["an old workbook named .doc", "a.doc", makeCfb("Root Entry", "Workbook"), "file_type_mismatch"],
    [
      "a picture named .html",
      "a.html",
      Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
      "file_type_mismatch",
    ],
    ["a ZIP that is cut off", "a.docx", docx.subarray(0, 60), "corrupt_file"],
    ["an encrypted Office file", "a.docx", encrypted, "encrypted_file"],
    ["an Office file that says it has macros", "a.docm", docx, "macro_enabled_file"],
    [
      "one that has them without saying so",
      "a.docx",
      makeOffice("document", { "word/document.xml": "<x/>", "word/vbaProject.bin": "x" }),
      "macro_enabled_file",
    ],
    [
      "an old one that has them",
      "a.xls",
      makeCfb("Root Entry", "Workbook", "_VBA_PROJECT_CUR"),
      "macro_enabled_file",
    ],
    ["an old presentation", "a.ppt", makeCfb("Root Entry", "PowerPoint Document"), "unsupported_file_type"],
    ["random bytes", "a.bin", randomBytes(2000), "unsupported_file_type"],
    ["text of an unknown kind", "a.xyz", "text", "unsupported_file_type"],
  ])("%s is refused", async (_what, name, content, code) => {
    expect(await detect(name, content)).toBe(code);
  });

  test("of an encrypted Office file is taken from its name when a password came along", async () => {
    expect(await detect("a.xlsx", encrypted, true)).toBe(`${office}.spreadsheetml.sheet`);
    expect(await detect("a.txt", encrypted, true)).toBe("file_type_mismatch");
  });
});
