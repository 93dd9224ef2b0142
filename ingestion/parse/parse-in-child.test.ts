import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseInChild, parseLimits, stopParsers } from "./parse-in-child.ts";

// A file that takes three seconds takes many on a machine that runs the other tests meanwhile.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lectern-child-"));
});
afterAll(async () => {
  stopParsers();
  await rm(folder, { recursive: true });
});

async function fileOf(name: string, content: string, mediaType = "text/plain") {
  const path = join(folder, name);
  await writeFile(path, content);
  return { path, fileName: name, mediaType };
}

describe("parsing in another process", () => {
  test("gives what the parser finds, and throws what it throws", async () => {
    const parsed = await parseInChild(await fileOf("a.txt", "One.\n\nTwo."));
    expect(parsed.elements).toHaveLength(2);
    const blank = await fileOf("blank.txt", " ");
    await expect(parseInChild(blank)).rejects.toMatchObject({ code: "no_text_found", status: 422 });
  });

  test("ends with the time limit, and the next file is read all the same", async () => {
    const usual = parseLimits.timeoutMs;
    const slow = await fileOf("slow.html", "<p>".repeat(300_000), "text/html");
    try {
      parseLimits.timeoutMs = 50;
      await expect(parseInChild(slow)).rejects.toMatchObject({ code: "parse_limit_exceeded" });
    } finally {
      parseLimits.timeoutMs = usual;
    }
    expect((await parseInChild(await fileOf("b.txt", "Fine."))).text).toBe("Fine.");
  });

  test("ends at the memory limit, and the worker's process goes on", async () => {
    const usual = parseLimits.heapMegabytes;
    stopParsers(); // one that is started now has the lower limit
    const large = await fileOf("large.html", `<p>${"word ".repeat(4_000_000)}`, "text/html");
    try {
      parseLimits.heapMegabytes = 40;
      await expect(parseInChild(large)).rejects.toMatchObject({ code: "parse_limit_exceeded" });
    } finally {
      parseLimits.heapMegabytes = usual;
    }
  });

  test("refuses to hand over more text than a worker can hold", async () => {
    const endless = await fileOf("endless.txt", `${"All work and no play. ".repeat(50)}\n\n`.repeat(28_000));
    await expect(parseInChild(endless)).rejects.toMatchObject({
      code: "parse_limit_exceeded",
      publicMessage: expect.stringContaining("Split it"),
    });
  });

  test("reads many small files at once in the one process that is there", async () => {
    stopParsers();
    await parseInChild(await fileOf("first.txt", "First."));
    const files = await Promise.all(
      Array.from({ length: 12 }, (_, i) => fileOf(`n${i}.txt`, `Number ${i}.`)),
    );
    const parsed = await Promise.all(files.map((file) => parseInChild(file)));
    expect(parsed.map(({ text }) => text)).toEqual(files.map((_, i) => `Number ${i}.`));
  });

  test("ends with an aborted signal", async () => {
    const signal = AbortSignal.abort();
    await expect(parseInChild(await fileOf("c.txt", "text"), signal)).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  test("leaves no process behind", async () => {
    stopParsers();
    const { heapMegabytes } = parseLimits;
    const ours = heapMegabytes - 1; // by which its processes are told from those of tests beside it
    parseLimits.heapMegabytes = ours;
    try {
      await parseInChild(await fileOf("d.txt", "text"));
    } finally {
      parseLimits.heapMegabytes = heapMegabytes;
    }
    expect(childrenWith(ours)).toHaveLength(1);
    stopParsers();
    await expect.poll(() => childrenWith(ours)).toEqual([]);
  });
});

function childrenWith(heapMegabytes: number): string[] {
  const list = execFileSync("ps", ["-o", "ppid=,args=", "-A"], { encoding: "utf8" }).split("\n");
  const isOne = (line: string) =>
    line.trim().startsWith(`${process.pid} `) && line.includes(`--max-old-space-size=${heapMegabytes} `);
  return list.filter((line) => isOne(line) && line.includes("parse-child"));
}
