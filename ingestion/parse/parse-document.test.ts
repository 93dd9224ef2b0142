import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makePdf } from "../testing/make-pdf.ts";
import { parseDocument } from "./parse-document.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lectern-parse-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function parse(mediaType: string, content: string | Buffer) {
  const path = join(folder, "file");
  await writeFile(path, content);
  return parseDocument({ path, fileName: "file", mediaType });
}

describe("a file", () => {
  test.each([
    ["blank text", "text/plain", " \n\t\n"],
    ["punctuation alone", "text/markdown", "---\n\n***\n"],
    ["an HTML page of scripts", "text/html", "<script>var a = 1</script>"],
    ["a PDF with an empty page", "application/pdf", makePdf([[]])],
  ])("without text is a failure: %s", async (_what, mediaType, content) => {
    await expect(parse(mediaType, content)).rejects.toMatchObject({ code: "no_text_found" });
  });

  test("that the type's library can't read is damaged", async () => {
    const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    await expect(parse(docx, "PK nothing")).rejects.toMatchObject({ code: "corrupt_file" });
  });

  test("nested a hundred thousand deep is refused", async () => {
    const html = `${"<div>".repeat(100_000)}deep`;
    await expect(parse("text/html", html)).rejects.toMatchObject({ code: "parse_limit_exceeded" });
  });

  test("whose bytes are gone may come back", async () => {
    const file = { path: join(folder, "nowhere"), fileName: "a.txt", mediaType: "text/plain" };
    await expect(parseDocument(file)).rejects.toMatchObject({ code: "blob_store_unavailable" });
  });
});
