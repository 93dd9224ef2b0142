import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installation } from "./installation.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

/** `npm run ingest`, as somebody with a key and a folder uses it. */
async function ingest(...args: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ["scripts/ingest.mjs", ...args, "--url", installation.origin], {
    env: { ...process.env, LECTERN_API_KEY: installation.apiKey },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += text;
    });
  }
  const code = await new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? 1)));
  return { code, output };
}

test.describe("a folder", () => {
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lectern-folder-"));
  });
  test.afterEach(() => rm(folder, { recursive: true }));

  async function write(name: string, content: string | Uint8Array) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }

  test("is sent whole, later only what is new, and what can't be read is named with its reason", async ({
    api,
  }) => {
    const collection = unique("Folder");
    for (let i = 0; i < 40; i++)
      await write(`part ${i % 3}/note-${i}.txt`, `The number of note ${i} is ${i * 7}.`);
    await write("part 0/program.exe", new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0]));
    await write(".hidden/secret.txt", "not for anybody");

    const first = await ingest(folder, "--collection", collection);
    expect(first.output).toContain("41 files, 0 of them");
    expect(first.output).toMatch(/✖ part 0\/program\.exe: .*can't be read/);
    expect(first.output).toContain("✔ 40 ingested, 1 not.");
    expect(first.code).toBe(1);
    const { results } = await api.search({ query: "number of note 13", collections: [collection] });
    expect(results[0]?.text).toContain("91");

    await rm(join(folder, "part 0/program.exe"));
    await write("part 1/late.txt", "The late note says so.");
    const second = await ingest(folder, "--collection", collection);
    expect(second.output).toContain("41 files, 40 of them");
    expect(second.output).toContain("✔ 1 ingested.");
    expect(second.code).toBe(0);
  });

  test("that isn't there, or a key that isn't good, is said in one line", async () => {
    const missing = await ingest(join(folder, "nowhere"), "--collection", "A");
    expect(missing).toMatchObject({ code: 1, output: expect.stringContaining("is no folder") });
    await write("a.txt", "text");
    const refused = await ingest(folder, "--collection", "A", "--api-key", "lk_00000000_wrong");
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("API key") });
    expect(refused.output.trim().split("\n").at(-1)).not.toContain("at ");
  });
});
