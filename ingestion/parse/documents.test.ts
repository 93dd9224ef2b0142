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
  password: string | null;
}

const folder = "../shared/data/documents";
const index = join(folder, "index.jsonl");
const files: Expectation[] = existsSync(index)
  ? readFileSync(index, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
  : [];
/** Read here, without OCR; mail, pictures and archives have tests of their own. */
const ownTests = ["eml", "msg", "png", "jpg", "tiff", "zip"];
const isRead = ({ type }: Expectation) => !ownTests.includes(type);
const isGood = ({ expect }: Expectation) =>
  expect === "ok" || expect === "ok_or_clear_unsupported" || expect === "ok_or_error";

/** What each expectation of the index means without OCR and without passwords. */
const errorCodes: Record<string, string[]> = {
  error: ["corrupt_file", "unsupported_file_type"],
  error_or_empty: ["corrupt_file", "no_text_found"],
  error_without_password: ["encrypted_file"],
  empty: ["no_text_found"],
  empty_without_ocr: ["no_text_found", "ocr_unavailable"],
  must_stop: ["unsupported_file_type"],
};

const plain = (text: string) => text.replaceAll(/\s+/g, " ");

async function read({ file }: Expectation, password?: string) {
  const path = join(folder, file);
  const mediaType = await detectFileType(path, file, { hasPassword: password !== undefined });
  return parseInChild({ path, fileName: file, mediaType, ...(password && { password }) });
}

describe.skipIf(files.length === 0)("the development documents", () => {
  afterAll(stopParsers);

  test.each(files.filter((file) => isRead(file) && isGood(file)))("$file: $special", async (file) => {
    const { text } = await read(file);
    for (const part of file.must_include) expect(plain(text)).toContain(plain(part));
    for (const part of file.must_not_include) expect(plain(text)).not.toContain(plain(part));
  });

  test.each(files.filter((file) => isRead(file) && !isGood(file)))(
    "$file is refused: $special",
    async (file) => {
      const code = await read(file).then(
        () => "read",
        (error) => error.code,
      );
      // Where OCR is installed, a scan is read.
      const isScan = file.expect === "empty_without_ocr";
      expect([...(errorCodes[file.expect] ?? []), ...(isScan ? ["read"] : [])]).toContain(code);
    },
  );

  test.each(files.filter((file) => isRead(file) && file.password))(
    "$file opens with its password",
    async (file) => {
      expect((await read(file, file.password ?? "")).text).toMatch(/\p{L}{3}/u);
      await expect(read(file, "not the password")).rejects.toMatchObject({ code: "wrong_password" });
    },
  );

  test("dates of a workbook are dates, never serial numbers", async () => {
    const file = files.find(({ file }) => file.includes("dateFormats"));
    const { text } = await read(file as Expectation);
    expect(text).toContain("2018-09-20");
    expect(text).not.toContain("43363");
  });
});
