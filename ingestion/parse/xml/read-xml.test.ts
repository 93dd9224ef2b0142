import { expect, test } from "vitest";
import { readXml, textIn } from "./read-xml.ts";

test("entities that a document declares are never expanded", () => {
  const bomb = `<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>`;
  expect(() => readXml(bomb)).toThrowError(expect.objectContaining({ code: "corrupt_file" }));
  const external = `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`;
  expect(() => readXml(external)).toThrowError(expect.objectContaining({ code: "corrupt_file" }));
});

test("names lose their prefixes, text keeps its characters, UTF-16 is read", () => {
  const xml = `<?xml version="1.0" encoding="UTF-16"?><w:p><w:t>1 &lt; 2 &#38; Köln<![CDATA[ <x>]]></w:t></w:p>`;
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, "utf16le")]);
  expect(textIn(readXml(bytes))).toBe("1 < 2 & Köln <x>");
});

test("absurd nesting is refused, broken XML is damaged", () => {
  expect(() => readXml("<a>".repeat(5000))).toThrowError(
    expect.objectContaining({ code: "parse_limit_exceeded" }),
  );
  expect(() => readXml("<a><b></a>")).toThrowError(expect.objectContaining({ code: "corrupt_file" }));
});
