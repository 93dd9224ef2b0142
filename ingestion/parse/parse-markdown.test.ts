import { describe, expect, test } from "vitest";
import { parseMarkdown } from "./parse-markdown.ts";

const parse = (text: string) => {
  const document = parseMarkdown(Buffer.from(text));
  const parts = document.elements.map(({ kind, start, end }) => [kind, document.text.slice(start, end)]);
  return { document, parts };
};

describe("Markdown", () => {
  test("keeps its own text and tells its structure", () => {
    const source = [
      "# Title with `code`",
      "Some *text*.\nA second line.",
      "- one\n- two\n  - three",
      "```js\nconst a = 1;\n\nconst b = 2;\n```",
      "| A | B |\n| - | - |\n| 1 | 2 |",
      "> quoted",
    ].join("\n\n");
    const { document, parts } = parse(source);
    expect(document.text).toBe(source);
    expect(parts.map(([kind]) => kind)).toEqual([
      "heading",
      "paragraph",
      "list",
      "code",
      "table",
      "paragraph",
    ]);
    expect(parts.map(([, text]) => text).join("\n\n")).toBe(source);
    expect(document.elements[0]).toMatchObject({ level: 1, label: "Title with code" });
    expect(document.title).toBe("Title with code");
    const table = document.elements[4];
    expect(source.slice(table?.start, table?.headerEnd)).toBe("| A | B |\n| - | - |\n");
  });

  test("takes its title from the front matter, which isn't text", () => {
    const { document, parts } = parse(
      '---\ntitle: "Rules: all of them"\ndate: 2025-01-01\n---\n\n# Heading\n\nText.',
    );
    expect(document.title).toBe("Rules: all of them");
    expect(parts.map(([, text]) => text)).toEqual(["# Heading", "Text."]);
  });

  test("leaves comments out and keeps other HTML", () => {
    const { parts } = parse("<!-- for authors -->\n\n<div>Shown</div>\n\nText");
    expect(parts.map(([, text]) => text)).toEqual(["<div>Shown</div>", "Text"]);
  });

  test("has right positions after characters outside the basic plane and with CRLF", () => {
    const { parts } = parse("# 😀 Smile\r\n\r\nText 👍 here.\r\n\r\n- item");
    expect(parts.map(([, text]) => text)).toEqual(["# 😀 Smile", "Text 👍 here.", "- item"]);
  });
});
