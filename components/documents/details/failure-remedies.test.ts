import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { remedyFor } from "./failure-remedies";

/** Those that a file by itself can be the cause of: the table is the server's, which no component imports. */
const table = readFileSync(new URL("../../../lib/errors.ts", import.meta.url), "utf8");
const ofFiles = [...table.matchAll(/^ {2}(\w+): \{\s*status: (?:415|422)/gm)]
  .map((match) => match[1] ?? "")
  // These are of sources, which have a screen of their own.
  .filter((code) => code !== "address_refused" && code !== "folder_refused");

test("every fault that a file can have comes with a remedy of its own", () => {
  expect(ofFiles).toContain("corrupt_file");
  const general = remedyFor("never heard of");
  expect(ofFiles.filter((code) => remedyFor(code) === general)).toEqual([]);
});
