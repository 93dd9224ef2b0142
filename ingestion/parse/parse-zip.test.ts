import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, type Zippable, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { detectFileType } from "../detect-file-type.ts";
import { parseDocument } from "./parse-document.ts";

// Milliseconds each, and seconds on a machine that runs the other tests meanwhile.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lectern-zip-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function parseZip(bytes: Uint8Array) {
  const path = join(folder, `${++files}.zip`);
  await writeFile(path, bytes);
  return parseDocument({ path, fileName: "a.zip", mediaType: "application/zip" });
}

const zip = (files: Record<string, string | Uint8Array>) =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([name, content]) => [
          name,
          typeof content === "string" ? strToU8(content) : content,
        ]),
      ) satisfies Zippable,
    ),
  );

describe("an archive", () => {
  test("is one document of its files, in the order of their paths", async () => {
    const parsed = await parseZip(
      zip({ "b/notes.txt": "Second.", "a.md": "# Guide\n\nFirst.", "empty/": "" }),
    );
    expect(
      parsed.elements.filter(({ kind }) => kind === "heading").map(({ label, level }) => [level, label]),
    ).toEqual([
      [1, "a.md"],
      [2, "Guide"],
      [1, "b/notes.txt"],
    ]);
    expect(parsed.text).toContain("Second.");
    expect(parsed).toMatchObject({ parser: "ZIP archive", pageStarts: null, warnings: [] });
  });

  test("names the members that can't be read, each with its reason", async () => {
    const { text, warnings } = await parseZip(
      zip({
        "a.txt": "Readable.",
        "data.bin": new Uint8Array([0, 1, 2, 3, 0xff, 0xfe, 7]),
        "empty.txt": "",
        "fake.pdf": "no PDF at all",
      }),
    );
    expect(text).toContain("Readable.");
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toMatch(/^data\.bin wasn't read: Files of the type \.bin/);
    expect(warnings[1]).toBe("empty.txt wasn't read: The file is empty.");
    expect(warnings[2]).toMatch(/^fake\.pdf wasn't read: The name ends in \.pdf/);
  });

  test("says nothing of what macOS and Windows leave in folders", async () => {
    const litter = { "__MACOSX/._a.txt": "x", ".DS_Store": "x", "b/Thumbs.db": "x", "b/._c.txt": "x" };
    expect((await parseZip(zip({ "a.txt": "Text.", ...litter }))).warnings).toEqual([]);
  });

  test("in an archive is read, with both paths as headings", async () => {
    const inner = zip({ "deep.txt": "Found." });
    const { elements } = await parseZip(zip({ "inner.zip": inner }));
    expect(elements.map(({ label, level }) => [level, label])).toEqual([
      [1, "inner.zip"],
      [2, "deep.txt"],
      [undefined, undefined],
    ]);
  });

  test("within archives within archives is left closed at some depth", async () => {
    let nested = zip({ "bottom.txt": "Never reached." });
    for (let depth = 0; depth < 20; depth++)
      nested = zip({ "inner.zip": nested, [`${depth}.txt`]: `Level ${depth}.` });
    const { text, warnings } = await parseZip(nested);
    expect(text).toContain("Level 19.");
    expect(text).not.toContain("Level 10.");
    expect(warnings.join()).toContain("It lies too deep");
  });

  test("in which nothing can be read fails", async () => {
    await expect(parseZip(zip({ "a.bin": new Uint8Array([0, 1, 2]) }))).rejects.toMatchObject({
      code: "no_text_found",
    });
    await expect(parseZip(zip({}))).rejects.toMatchObject({ code: "no_text_found" });
    await expect(parseZip(zip({ "a.txt": "Text." }).subarray(0, 40))).rejects.toMatchObject({
      code: "corrupt_file",
    });
  });
});

describe("a hostile archive", () => {
  test("that unpacks to a thousand times its size is refused", async () => {
    const bomb = zip({ "zeros.txt": new Uint8Array(12 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(100_000);
    await expect(parseZip(bomb)).rejects.toMatchObject({ code: "archive_refused" });
  });

  test("that lies about a size is damaged, not believed", async () => {
    const lying = zip({ "a.txt": "x".repeat(5000), "b.txt": "Honest." });
    const directory = lying.indexOf("PK\x01\x02");
    lying.writeUInt32LE(10, directory + 24);
    lying.writeUInt32LE(10, 22);
    const { warnings, text } = await parseZip(lying);
    expect(text).toContain("Honest.");
    expect(warnings).toEqual([expect.stringMatching(/^a\.txt wasn't read/)]);
  });

  test("of thousands of files is refused", async () => {
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}.txt`, "x"]));
    await expect(parseZip(zip(many))).rejects.toMatchObject({ code: "archive_refused" });
  });

  test("gets no say in where anything is written", async () => {
    const { text, elements } = await parseZip(zip({ "../../evil.txt": "Up.", "/etc/passwd.txt": "Root." }));
    expect(text).toContain("Up.");
    const labels = elements.filter(({ kind }) => kind === "heading").map(({ label }) => label);
    expect(labels.toSorted()).toEqual(["etc/passwd.txt", "evil.txt"]);
    expect(existsSync(join(folder, "..", "..", "evil.txt"))).toBe(false);
  });

  test("doesn't have its links followed", async () => {
    const unix = 3;
    const link = 0o120777;
    const linked = zipSync({
      "a.txt": strToU8("Text."),
      "link.txt": [strToU8("/etc/passwd"), { os: unix, attrs: link << 16 }],
    });
    const { text, warnings } = await parseZip(linked);
    expect(text).not.toContain("passwd\n/etc");
    expect(warnings).toEqual(["link.txt wasn't read: It's a link to another file. Links aren't followed."]);
  });

  const droste = "../shared/data/documents/files/droste.zip";
  test.skipIf(!existsSync(droste))("that contains itself ends", async () => {
    const mediaType = await detectFileType(droste, "droste.zip");
    const refusal = parseDocument({ path: droste, fileName: "droste.zip", mediaType });
    await expect(refusal).rejects.toMatchObject({ code: "archive_refused" });
  });

  const encrypted = "../shared/data/documents/files/testZipEncrypted.zip";
  test.skipIf(!existsSync(encrypted))("or only an encrypted member doesn't cost the others", async () => {
    const file = { path: encrypted, fileName: "a.zip", mediaType: "application/zip" };
    expect(await parseDocument(file)).toMatchObject({
      text: expect.stringContaining("hello world"),
      warnings: ["encrypted.txt wasn't read: It's encrypted."],
    });
  });
});
