/** Real files from parsers' own test suites, where the development data lies beside the repository. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { detectFileType } from "../detect-file-type.ts";
import { parseInChild, stopParsers } from "./parse-in-child.ts";

// A file that takes three seconds takes many on a machine that runs the other tests meanwhile.
vi.setConfig({ testTimeout: 60_000 });

interface Expectation {
  file: string;
  type: string;
  special: string;
  expect: string;
  must_include: string[];
  must_not_include: string[];
}

const folder = "../shared/data/documents";
const index = join(folder, "index.jsonl");
const files: Expectation[] = existsSync(index)
  ? readFileSync(index, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
  : [];
const isRead = ({ type }: Expectation) => ["pdf", "docx", "html", "md", "txt"].includes(type);

/** What each expectation of the index means without OCR and without passwords. */
const errorCodes: Record<string, string[]> = {
  error: ["corrupt_file", "unsupported_file_type"],
  error_or_empty: ["corrupt_file", "no_text_found"],
  error_without_password: ["encrypted_file"],
  empty: ["no_text_found"],
  empty_without_ocr: ["no_text_found"],
};

const plain = (text: string) => text.replaceAll(/\s+/g, " ");

async function read({ file }: Expectation) {
  const path = join(folder, file);
  const mediaType = await detectFileType(path, file);
  return parseInChild({ path, fileName: file, mediaType });
}

describe.skipIf(files.length === 0)("the development documents", () => {
  afterAll(stopParsers);

  test.each(files.filter((file) => isRead(file) && file.expect === "ok"))("$file: $special", async (file) => {
    const { text } = await read(file);
    for (const snippet of file.must_include) expect(plain(text)).toContain(plain(snippet));
    for (const snippet of file.must_not_include) expect(plain(text)).not.toContain(plain(snippet));
  });

  test.each(files.filter((file) => isRead(file) && file.expect !== "ok"))(
    "$file is refused: $special",
    async (file) => {
      const code = await read(file).then(
        () => "read",
        (error) => error.code,
      );
      expect(errorCodes[file.expect]).toContain(code);
    },
  );

  test.each(files.filter((file) => !isRead(file)))("$file is of a type that isn't read", async ({ file }) => {
    const refusal = detectFileType(join(folder, file), file);
    await expect(refusal).rejects.toMatchObject({
      code: expect.stringMatching(/^(unsupported_file_type|encrypted_file)$/),
    });
  });
});
