import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("./check-imports.mjs", import.meta.url));

describe("the import rules", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lectern-imports-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A tree of these files, each importing what stands beside it, and what the check says of it. */
  function check(files: Record<string, string>) {
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
    return { isAccepted: status === 0, breaches: stderr.trim().split("\n").filter(Boolean) };
  }

  it("accept a tree that keeps them", () => {
    const verdict = check({
      "app/page.tsx":
        'import { a } from "@/components/a"; import { ask } from "@/lib/answer-question"; export default [a, ask];',
      "components/a.tsx": 'import type { Turn } from "@/lib/turn"; export const a = {} as Turn;',
      "lib/answer-question.ts": 'import { fuse } from "./retrieval/fuse.ts"; export const ask = fuse;',
      "lib/retrieval/fuse.ts": 'import { rows } from "../../db/search.ts"; export const fuse = rows;',
      "lib/turn.ts": "export interface Turn { id: string }",
      "db/search.ts": 'import pg from "pg"; export const rows = pg;',
    });
    expect(verdict).toEqual({ isAccepted: true, breaches: [] });
  });

  it.each([
    ["a stage importing another stage", "lib/generation/a.ts", "../retrieval/b.ts", "lib/retrieval/b.ts"],
    ["the browser tests importing app code", "e2e/a.spec.ts", "../lib/b.ts", "lib/b.ts"],
    ["a component importing the database", "components/a.tsx", "@/db/b", "db/b.ts"],
    ["the database importing a stage", "db/a.ts", "../lib/admission/b.ts", "lib/admission/b.ts"],
    [
      "ingestion importing the request",
      "ingestion/a.ts",
      "../lib/answer-question.ts",
      "lib/answer-question.ts",
    ],
    ["a page importing a prompt", "app/page.tsx", "@/lib/prompts/b", "lib/prompts/b.ts"],
    ["a leaf importing the database", "lib/a.ts", "../db/b.ts", "db/b.ts"],
  ])("refuse %s, a type import too", (_, file, specifier, target) => {
    for (const source of [
      `import { b } from "${specifier}"; export const a = b;`,
      `import type { B } from "${specifier}"; export type A = B;`,
      `export type A = import("${specifier}").B;`,
      `export const a = () => import("${specifier}");`,
      `export * from "${specifier}";`,
    ]) {
      const { isAccepted, breaches } = check({
        [file]: source,
        [target]: "export const b = 1; export type B = 1;",
      });
      expect(isAccepted, source).toBe(false);
      expect(breaches[0], source).toContain(`${file} imports ${target}: `);
    }
  });

  it("refuse a second importer of a vendor's package", () => {
    const { breaches } = check({
      "lib/retrieval/a.ts": 'import { openai } from "@ai-sdk/openai"; export const a = openai;',
    });
    expect(breaches).toEqual([
      expect.stringContaining("lib/retrieval/a.ts imports @ai-sdk/openai: it belongs to"),
    ]);
  });

  it("refuse process.env outside lib/env.ts", () => {
    const { breaches } = check({
      "lib/env.ts": "export const env = () => process.env;",
      "db/a.ts": "export const a = process.env.PORT;",
    });
    expect(breaches).toEqual(["db/a.ts reads process.env: only lib/env.ts does, everybody else asks it"]);
  });

  it("refuse a cycle, of types too, and name its way round", () => {
    const { breaches } = check({
      "lib/a.ts": 'import { b } from "./b.ts"; export const a = b;',
      "lib/b.ts": 'export { c as b } from "./c.ts";',
      "lib/c.ts": 'import type { A } from "./a.ts"; export const c = {} as A;',
    });
    expect(breaches).toEqual(["a cycle: lib/a.ts → lib/b.ts → lib/c.ts → lib/a.ts"]);
  });
});
