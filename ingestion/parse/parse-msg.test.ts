import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makeMsg } from "../testing/make-msg.ts";
import { parseDocument } from "./parse-document.ts";

// Milliseconds each, and seconds on a machine that runs the other tests meanwhile.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lectern-msg-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function parseMessage(bytes: Buffer) {
  const path = join(folder, `${++files}.msg`);
  await writeFile(path, bytes);
  return parseDocument({ path, fileName: "mail.msg", mediaType: "application/vnd.ms-outlook" });
}

const real = "../shared/data/documents/files/test_outlook_msg.msg";

describe("an Outlook message", () => {
  test("that isn't one, or is cut off, is damaged", async () => {
    const signature = Buffer.from("d0cf11e0a1b11ae1", "hex");
    const broken = [
      Buffer.from("From: a\n\nText"),
      signature,
      Buffer.concat([signature, Buffer.alloc(3000)]),
    ];
    if (existsSync(real)) broken.push(readFileSync(real).subarray(0, 600));
    for (const bytes of broken)
      await expect(parseMessage(bytes)).rejects.toMatchObject({
        code: expect.stringMatching(/^(corrupt_file|parse_limit_exceeded|no_text_found)$/),
      });
  });

  test.skipIf(!existsSync(real))("has its subject, people and body", async () => {
    const { title, text, warnings, elements } = await parseMessage(readFileSync(real));
    expect(title).toBe("Test Email Message");
    expect(elements[0]).toMatchObject({ kind: "heading", level: 1 });
    expect(text).toMatch(/^From: .*<test\.sender@example\.com>\nTo: .*test\.recipient@example\.com/m);
    expect(text).toContain("This is the body of the test email message");
    expect(warnings).toEqual([]);
  });

  test("has its attachments and the messages attached to it", async () => {
    const message = makeMsg({
      properties: {
        "0037001F": "Lunch",
        "0C1A001F": "Ada",
        "0C1F001F": "ada@example.com",
        "1000001F": "At noon.",
      },
      attachments: [
        { name: "menu.md", content: Buffer.from("# Menu\n\nSoup.") },
        { name: "tool.exe", content: Buffer.from([0x4d, 0x5a, 0, 1, 2]) },
        { properties: { "0037001F": "Re: Lunch", "1000001F": "At one, rather." } },
      ],
    });
    const { text, elements, warnings } = await parseMessage(message);
    expect(text).toContain("From: Ada <ada@example.com>");
    expect(text).toContain("At noon.");
    expect(text).toContain("At one, rather.");
    expect(
      elements.filter(({ kind }) => kind === "heading").map(({ level, label }) => `${level} ${label}`),
    ).toEqual([
      "1 Lunch",
      "1 Attachment: menu.md",
      "2 Menu",
      expect.stringMatching(/^1 Attachment: .*\.msg$/),
      "2 Re: Lunch",
    ]);
    expect(warnings).toEqual([expect.stringMatching(/^tool\.exe wasn't read/)]);
  });

  test("in HTML alone is read, in the letters of its code page", async () => {
    const html = Buffer.concat([
      Buffer.from("<p>Caf"),
      Buffer.from([0xe9]),
      Buffer.from(" at noon</p><ul><li>Soup</li></ul>"),
    ]);
    const { text } = await parseMessage(makeMsg({ properties: { "0037001F": "Lunch", "10130102": html } }));
    expect(text).toContain("Café at noon");
    expect(text).toContain("- Soup");
  });

  test("that is encrypted says that its body wasn't read", async () => {
    const encrypted = makeMsg({
      properties: { "001A001F": "IPM.Note.SMIME", "0037001F": "Secret" },
      attachments: [{ name: "smime.p7m", content: Buffer.from([0x30, 0x80, 6, 9]) }],
    });
    const { text, warnings } = await parseMessage(encrypted);
    expect(text).toContain("Secret");
    expect(warnings).toEqual([expect.stringContaining("encrypted and wasn't read")]);
  });
});
