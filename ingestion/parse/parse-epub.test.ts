import { describe, expect, test } from "vitest";
import { makeZip } from "../testing/make-zip.ts";
import { outline } from "../testing/outline.ts";
import { parseEpub } from "./parse-epub.ts";

const item = (id: string, href: string, properties = "") =>
  `<item id="${id}" href="${href}" media-type="application/xhtml+xml" properties="${properties}"/>`;
const book = (parts: Record<string, string> = {}) =>
  makeZip({
    mimetype: "application/epub+zip",
    "META-INF/container.xml": `<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>`,
    "OPS/book.opf": `<package><metadata><dc:title>The book</dc:title><dc:creator>Ada</dc:creator><dc:description>&lt;p&gt;What it's about&lt;/p&gt;</dc:description></metadata><manifest>${item("b", "ch%202.xhtml")}${item("a", "one.xhtml")}${item("n", "nav.xhtml", "nav")}${item("x", "lost.xhtml")}</manifest><spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/><itemref idref="x"/></spine></package>`,
    "OPS/one.xhtml": `<html><head><title>x</title></head><body><h1>One</h1><p>First&nbsp;text <img src="a.png"/></p></body></html>`,
    "OPS/ch 2.xhtml": "<html><body><h1>Two</h1><pre>code</pre></body></html>",
    "OPS/nav.xhtml": "<html><body><nav>Contents</nav></body></html>",
    ...parts,
  });

describe("a book", () => {
  test("has its chapters in reading order, with its own title", async () => {
    const document = await parseEpub(book());
    expect(outline(document).map((line) => line.replace("\u00a0", " "))).toEqual([
      "paragraph: Ada",
      "paragraph: What it's about",
      "heading 1: One",
      "paragraph: First text",
      "heading 1: Two",
      "code: code",
    ]);
    expect(document).toMatchObject({ title: "The book", imagesSkipped: 1 });
    expect(document.warnings).toEqual(["Chapters that the book lists but doesn't hold: 1."]);
  });

  test("with DRM says so; one with scrambled fonts is read", async () => {
    const encryption = (algorithm: string) => ({
      "META-INF/encryption.xml": `<encryption><EncryptedData><EncryptionMethod Algorithm="${algorithm}"/></EncryptedData></encryption>`,
    });
    const drm = book(encryption("http://www.w3.org/2001/04/xmlenc#aes256-cbc"));
    await expect(parseEpub(drm)).rejects.toMatchObject({ code: "encrypted_file" });
    const fonts = await parseEpub(book(encryption("http://www.idpf.org/2008/embedding")));
    expect(fonts.title).toBe("The book");
  });

  test("without a package file is damaged", async () => {
    await expect(parseEpub(makeZip({ mimetype: "x" }))).rejects.toMatchObject({ code: "corrupt_file" });
  });
});
