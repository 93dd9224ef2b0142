import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makePdf } from "../testing/make-pdf.ts";
import { parseDocument } from "./parse-document.ts";

// Milliseconds each, and seconds on a machine that runs the other tests meanwhile.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lectern-mail-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function parseMail(mail: string | Buffer) {
  const path = join(folder, `${++files}.eml`);
  await writeFile(path, mail);
  return parseDocument({ path, fileName: "mail.eml", mediaType: "message/rfc822" });
}

const head =
  "From: Ada <ada@example.com>\r\nTo: Bo <bo@example.com>, cy@example.com\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n";
const date = "Date: Fri, 23 Dec 2022 12:08:48 -0600\r\n";

interface MimePart {
  type: string;
  name?: string;
  body: string | Uint8Array;
  headers?: string;
}

const partOf = ({ type, name, body, headers = "" }: MimePart) =>
  [
    `Content-Type: ${type}${name ? `; name="${name}"` : ""}\r\n`,
    name ? `Content-Disposition: attachment; filename="${name}"\r\n` : "",
    headers,
    "Content-Transfer-Encoding: base64\r\n\r\n",
    `${Buffer.from(body as string)
      .toString("base64")
      .replace(/.{76}/g, "$&\r\n")}\r\n`,
  ].join("");

const multipart = (parts: MimePart[], kind = "mixed", boundary = "cut") =>
  `${head}${date}Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${parts
    .map((part) => `--${boundary}\r\n${partOf(part)}`)
    .join("")}--${boundary}--\r\n`;
const text = (body: string): MimePart => ({ type: "text/plain; charset=utf-8", body });
const headingsOf = ({ elements }: Awaited<ReturnType<typeof parseMail>>) =>
  elements.filter(({ kind }) => kind === "heading").map(({ level, label }) => `${level} ${label}`);

describe("a mail", () => {
  test("begins with its subject and headers, and keeps quoted replies", async () => {
    const parsed = await parseMail(`${head}${date}\r\nHello Bo,\r\n\r\nyes.\r\n\r\n> Will you come?\r\n`);
    expect(parsed.title).toBe("Grüße");
    expect(headingsOf(parsed)).toEqual(["1 Grüße"]);
    expect(parsed.text).toContain(
      "From: Ada <ada@example.com>\nTo: Bo <bo@example.com>, cy@example.com\nDate: 2022-12-23 18:08 UTC",
    );
    expect(parsed.text).toContain("> Will you come?");
    expect(parsed.warnings).toEqual([]);
  });

  test("in HTML alone is read with its structure, without its scripts", async () => {
    const html = "<h2>Menu</h2><script>steal()</script><ul><li>Soup</li></ul><img src=x>";
    const parsed = await parseMail(`${head}Content-Type: text/html\r\n\r\n${html}`);
    expect(headingsOf(parsed)).toEqual(
      ["1 Grüße", "2 Menu"].map((heading) => expect.stringContaining(heading.slice(2))),
    );
    expect(parsed.text).toContain("- Soup");
    expect(parsed.text).not.toContain("steal");
  });

  test("in both is read as text, unless the text only says that there is HTML", async () => {
    const html = { type: "text/html", body: "<p>The meeting is moved to Thursday at ten in room four.</p>" };
    const full = await parseMail(
      multipart([text("The meeting is moved to Thursday at ten, room four."), html], "alternative"),
    );
    expect(full.text).toContain("ten, room four");
    expect(full.text).not.toContain("in room four");
    const stub = await parseMail(multipart([text("See HTML."), html], "alternative"));
    expect(stub.text).toContain("in room four");
  });

  test("has its attachments below, each read as the file that it is", async () => {
    const parsed = await parseMail(
      multipart([
        text("See attached."),
        {
          type: "application/pdf",
          name: "terms.pdf",
          body: makePdf([[{ text: "Payment within 30 days.", y: 700 }]]),
        },
        {
          type: "application/zip",
          name: "more.zip",
          body: zipSync({ "a.md": strToU8("# Inner\n\nDeep text.") }),
        },
      ]),
    );
    expect(parsed.text).toContain("Payment within 30 days.");
    expect(parsed.text).toContain("Attachments: terms.pdf, more.zip");
    expect(headingsOf(parsed)).toEqual([
      "1 Grüße",
      "1 Attachment: terms.pdf",
      "1 Attachment: more.zip",
      "2 a.md",
      "3 Inner",
    ]);
    expect(parsed.pageStarts).toBeNull();
  });

  test("names attachments that can't be read, with the reason", async () => {
    const { warnings, text: read } = await parseMail(
      multipart([
        text("See attached."),
        { type: "application/octet-stream", name: "tool.exe", body: new Uint8Array([0x4d, 0x5a, 0, 1, 2]) },
        { type: "application/pdf", name: "fake.pdf", body: "not a PDF" },
      ]),
    );
    expect(read).toContain("See attached.");
    expect(warnings).toEqual([
      expect.stringMatching(/^tool\.exe wasn't read: Files of the type \.exe/),
      expect.stringMatching(/^fake\.pdf wasn't read: The name ends in \.pdf/),
    ]);
  });

  test("doesn't count logos in its text and signatures among its attachments", async () => {
    const { warnings, imagesSkipped } = await parseMail(
      multipart([
        text("Hello."),
        { type: "image/png", body: "x", headers: "Content-Disposition: inline\r\nContent-ID: <logo>\r\n" },
        { type: "application/pgp-signature", name: "signature.asc", body: "x" },
      ]),
    );
    expect({ warnings, imagesSkipped }).toEqual({ warnings: [], imagesSkipped: 1 });
  });

  test("that is encrypted is found by its headers, and says that its body wasn't read", async () => {
    const parts: MimePart[] = [
      { type: "application/pgp-encrypted", body: "Version: 1" },
      { type: "application/octet-stream", body: "-----BEGIN PGP MESSAGE-----\n\nhIwDY32h\n" },
    ];
    const inParts = await parseMail(multipart(parts, "encrypted"));
    const sMime = `${head}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nMIIB`;
    for (const parsed of [
      inParts,
      await parseMail(sMime),
      await parseMail(`${head}\r\n-----BEGIN PGP MESSAGE-----\n\nhIwD`),
    ]) {
      expect(parsed.text).toContain("ada@example.com");
      expect(parsed.text).not.toContain("hIwD");
      expect(parsed.warnings).toEqual([expect.stringContaining("encrypted and wasn't read")]);
    }
  });

  test("with no text says so", async () => {
    expect((await parseMail(`${head}\r\n`)).warnings).toEqual(["The mail has no text besides its headers."]);
  });

  test("that was forwarded within mails is read to some depth", async () => {
    let forwarded = `${head}\r\nThe first message.`;
    for (let depth = 0; depth < 10; depth++)
      forwarded = multipart(
        [text(`Level ${depth}.`), { type: "message/rfc822", body: forwarded }],
        "mixed",
        `cut${depth}`,
      );
    const { text: read, warnings } = await parseMail(forwarded);
    expect(read).toContain("Level 9.");
    expect(read).toContain("Level 7.");
    expect(read).not.toContain("The first message.");
    expect(warnings.join()).toContain("It lies too deep");
  });

  test("of ten thousand parts is read in part, and says so", async () => {
    const parts = Array.from({ length: 10_000 }, (_, i) => ({
      type: "text/plain",
      name: `${i}.txt`,
      body: `Part ${i}.`,
    }));
    const { text: read, warnings } = await parseMail(multipart([text("Body."), ...parts]));
    expect(read).toContain("Part 199.");
    expect(read).not.toContain("Part 200.");
    expect(warnings).toEqual([expect.stringMatching(/^9800 more attachments weren't read/)]);
  });

  test("of multiparts in multiparts without end is refused", async () => {
    const nested = Array.from(
      { length: 5000 },
      (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`,
    ).join("");
    await expect(parseMail(head + nested)).rejects.toMatchObject({ code: "corrupt_file" });
  });

  const real = "../shared/data/documents/files/fake-encrypted.eml";
  test.skipIf(!existsSync(real))(
    "of the development documents that is encrypted is ready with a warning",
    async () => {
      expect((await parseMail(readFileSync(real))).warnings).toHaveLength(1);
    },
  );
});
