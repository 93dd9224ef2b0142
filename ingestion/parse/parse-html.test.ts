import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { parseHtml } from "./parse-html.ts";

const parse = (html: string | Buffer) => {
  const document = parseHtml(Buffer.from(html));
  const parts = document.elements.map(({ kind, start, end }) => [kind, document.text.slice(start, end)]);
  return { document, parts };
};

describe("HTML", () => {
  test("becomes headings, paragraphs, lists, code and tables", () => {
    const { document, parts } = parse(`<title>Page &amp; title</title><body>
      <h1>Top</h1><p>One <b>bold</b>\n word.<br>New line.</p>loose text
      <ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol start=3><li>d</ol>
      <pre>x = 1\n  y</pre>
      <table><tr><th>A<th>B<tr><td>1<td>2 | 3</table>`);
    expect(document.title).toBe("Page & title");
    expect(parts).toEqual([
      ["heading", "Top"],
      ["paragraph", "One bold word.\nNew line."],
      ["paragraph", "loose text"],
      ["list", "- a\n  - b\n- c"],
      ["list", "3. d"],
      ["code", "x = 1\n  y"],
      ["table", "| A | B |\n| --- | --- |\n| 1 | 2 \\| 3 |"],
    ]);
  });

  test("loses scripts, styles, forms, hidden parts, navigation and footers", () => {
    const { document } = parse(`<body><script>bad()</script><style>.bad{}</style><nav>bad</nav>
      <header>bad<h1>Good title</h1></header><aside>bad</aside><div hidden>bad</div><p style="display: none">bad</p>
      <div aria-hidden="true">bad</div><div role="navigation">bad</div><button>bad</button><noscript>bad</noscript>
      <!-- bad --><p>Good text.</p><footer>bad</footer>`);
    expect(document.text).toBe("Good title\n\nGood text.");
  });

  test("is reduced to its main part where there is one", () => {
    const { document } = parse(
      `<div>menu menu</div><main><p>${"The content. ".repeat(20)}</p></main><div>imprint</div>`,
    );
    expect(document.text).toBe("The content. ".repeat(20).trim());
  });

  test("isn't reduced to a main part that is nearly empty", () => {
    const { document } = parse(`<main></main><div><p>${"The content. ".repeat(20)}</p></div>`);
    expect(document.text).toContain("The content.");
  });

  test("in a table that only does layout is read as text", () => {
    const { parts } = parse("<table><tr><td><h2>Head</h2><p>Text</p></td></tr></table>");
    expect(parts).toEqual([
      ["heading", "Head"],
      ["paragraph", "Text"],
    ]);
  });

  test("is read in the encoding that it declares", () => {
    const html = '<meta charset="windows-1251"><p>Добрый день</p>';
    expect(parse(iconv.encode(html, "windows-1251")).document.text).toBe("Добрый день");
    const plain = iconv.encode("<p>Grüße</p>", "utf-16le", { addBOM: true });
    expect(parse(plain).document.text).toBe("Grüße");
  });
});
