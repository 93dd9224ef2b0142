import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { Citation, Notice, SentenceVerdict } from "@/lib/turn";
import { AnswerMarksProvider } from "./answer-context";
import { AnswerText } from "./answer-text";
import { ShellProvider } from "./shell-context";

function citation(text: string, mark: string, index: number, from = 0): Citation {
  const position = text.indexOf(mark, from);
  const place = { chunkId: "chunk", documentId: "document", title: "Handbook", page: 3, headingPath: [] };
  return { ...place, index, position, quote: "A quote.", start: 0, end: 8, verdict: "supported" };
}

function unsupported(text: string, sentence: string): SentenceVerdict {
  const start = text.indexOf(sentence);
  return {
    start,
    end: start + sentence.length,
    verdict: "unsupported",
    reason: "The number isn't in the source.",
  };
}

function render(text: string, citations: Citation[] = [], verdicts: SentenceVerdict[] = []): string {
  return renderToStaticMarkup(
    <AnswerMarksProvider
      value={{ messageId: "answer", citations, verdicts, openedOrdinal: null, onOpen: () => {} }}
    >
      <AnswerText text={text} citations={citations} verdicts={verdicts} isStreaming={false} />
    </AnswerMarksProvider>,
  );
}

/** What a reader sees: marks as ⟨n⟩, unsupported text between ~ and ~, the sign behind it as (!). */
function seen(html: string): string {
  return html
    .replaceAll(/<a[^>]*aria-label="Source \d+[^>]*>(\d+)<\/a>/g, "⟨$1⟩")
    .replaceAll(/<button[^>]*aria-label="This sentence isn[^>]*>.*?<\/button>/g, "(!)")
    .replaceAll(/<span class="unsupported">(.*?)<\/span>/g, "~$1~")
    .replaceAll(/<[^>]+>/g, "")
    .trim();
}

describe("marks in an answer", () => {
  test("each citation becomes a mark at its position, without the space before it", () => {
    const text = "Backups are kept [1] for 35 days [2][1].";
    const marks = [citation(text, "[1]", 1), citation(text, "[2]", 2), citation(text, "[1]", 1, 30)];
    expect(seen(render(text, marks))).toBe("Backups are kept⟨1⟩ for 35 days⟨2⟩⟨1⟩.");
  });

  test("a mark leads to its source by its address alone", () => {
    const text = "Backups are kept [1] for 35 days [2].";
    const html = render(text, [citation(text, "[1]", 1), citation(text, "[2]", 2)]);
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      "#source-answer-0",
      "#source-answer-1",
    ]);
  });

  test("a number in brackets that is no citation stays as it is", () => {
    const text = "The array a[1] holds it [1].";
    expect(seen(render(text, [citation(text, "[1].", 1)]))).toBe("The array a[1] holds it⟨1⟩.");
  });

  test("emphasis, lists, tables and headings survive marks at their edges", () => {
    const text = "## Terms\n\n- **Thirty days [1]**\n- _none_[1]\n\n| a | b |\n|---|---|\n| x [1] | y |";
    const marks = [...text.matchAll(/\[1\]/g)].map((match) => citation(text, "[1]", 1, match.index));
    const html = render(text, marks);
    expect(html).toContain('<h3 data-size="large" dir="auto">Terms</h3>');
    expect(html).toContain("<em>none</em>");
    expect(html.match(/<strong>Thirty days<a/)).not.toBeNull();
    expect(html.match(/<td>x<a[\s\S]*?<td>y<\/td>/)).not.toBeNull();
    expect(html).not.toContain("⸨");
  });

  test("inside code nothing is marked and no token is left", () => {
    const text = "```ts\nconst a = b [1];\n```\n\nSee `list [1]` too.";
    const marks = [...text.matchAll(/\[1\]/g)].map((match) => citation(text, "[1]", 1, match.index));
    const html = render(text, marks);
    expect(html).not.toContain("⸨");
    expect(html).toContain("const a = b;");
  });

  test("an unsupported sentence is underlined in all its parts and explained once", () => {
    const text = "First. It costs **42 euros** a year [1]. Last.";
    const verdict = unsupported(text, "It costs **42 euros** a year [1].");
    expect(seen(render(text, [citation(text, "[1]", 1)], [verdict]))).toBe(
      "First. ~It costs ~~42 euros~~ a year~⟨1⟩~.~(!) Last.",
    );
  });

  test("an unsupported list item keeps its bullet", () => {
    const text = "- One.\n- Two [1].\n- Three.";
    const verdict = unsupported(text, "- Two [1].");
    const html = render(text, [citation(text, "[1]", 1)], [verdict]);
    expect(html.match(/<li[ >]/g)).toHaveLength(3);
    expect(seen(html)).toContain("~Two~⟨1⟩~.~(!)");
  });

  test("a citation whose text hasn't come yet waits for it", () => {
    const late = { ...citation("x [1]", "[1]", 1), position: 400 };
    expect(seen(render("Backups are", [late]))).toBe("Backups are");
  });

  test("brackets that look like a token in the text are not taken for one", () => {
    expect(seen(render("Odd ⸨c0⸩ text [1]", [citation("Odd ⸨c0⸩ text [1]", "[1]", 1)]))).toBe(
      "Odd (c0) text⟨1⟩",
    );
  });
});

test("each block runs in its own direction, and what is in a list in the list's", () => {
  const html = render("## فندق\n\n- 450 درهما\n\n- ثانيا\n\n| المكتب |\n|---|\n| دبي |\n\nIn English.");
  for (const block of ['h3 data-size="large"', "ul", "p"]) expect(html).toContain(`<${block} dir="auto">`);
  expect(html).toMatch(/<section[^>]* dir="rtl"[^>]*><table>/); // the frame, which scrolls from where reading begins
  expect(render("| a | دبي |\n|---|---|\n| b | c |")).toMatch(/<section[^>]* dir="ltr"/);
  expect(html).not.toMatch(/<(li|td|th)[^>]* dir=/);
});

describe("what a model writes can't do harm", () => {
  test.each([
    ["<script>alert(1)</script>"],
    ['<img src="x" onerror="alert(1)">'],
    ['<iframe src="https://evil.example"></iframe>'],
    ["<a href='javascript:alert(1)'>x</a>"],
    ["<style>body{display:none}</style>"],
  ])("HTML stays text: %s", (text) => {
    const html = render(`Before ${text} after\n\n${text}`);
    expect(html).not.toMatch(/<(script|img|iframe|style)/);
    expect(html).not.toMatch(/<[^>]+(onerror|javascript:)/);
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "/api/auth/signout",
    "#top",
  ])("a link to %s leads nowhere", (address) => {
    const html = render(`[click](${address})`);
    expect(html).not.toContain("href");
    expect(html).toContain("click");
  });

  test("a link to an allowed host opens apart and tells nothing", () => {
    const shell = { epoch: 0, startConversation() {}, refreshConversations() {}, seesTraces: false };
    const records = { texts: "none", textDays: 30 } as const;
    const memory = { isOffered: false, remembers: false };
    const text = "[docs](https://example.com/a?b=1)";
    const html = renderToStaticMarkup(
      <ShellProvider value={{ ...shell, linkHosts: ["example.com"], records, memory }}>
        <AnswerText text={text} citations={[]} verdicts={[]} isStreaming={false} />
      </ShellProvider>,
    );
    expect(html).toContain('href="https://example.com/a?b=1"');
    expect(html).toContain('rel="noopener noreferrer nofollow ugc"');
    expect(html).toContain('target="_blank"');
  });

  test.each([
    ["[docs](https://evil.example/?d=secret)", "docs (evil.example)"],
    ["[docs](https&#58;//evil.example/?d=secret)", "docs (evil.example)"],
    ["https\\://evil.example/?d=secret", "https://evil.example/?d=secret"],
    ["<https://evil.example/>", "https://evil.example/"],
    ["[a]: https://evil.example/?d=secret\n\n[docs][a]", "docs (evil.example)"],
    ["[write](mailto:a@evil.example?body=secret)", "write"],
  ])("a link to another host is its text: %s", (text, shown) => {
    const html = render(text);
    expect(html).not.toContain("href");
    expect(seen(html)).toBe(shown);
  });

  test("an image is named and not loaded", () => {
    const html = render("![a chart](https://evil.example/pixel.png)");
    expect(html).not.toContain("evil.example");
    expect(html).toContain("[Image: a chart]");
  });
});

describe("a seam between two models", () => {
  const seamAt = (text: string, before: string): Notice => ({
    kind: "failed_over",
    text: "a/b broke off.",
    position: text.indexOf(before),
  });
  const renderSeam = (text: string, seams: Notice[]) =>
    renderToStaticMarkup(
      <AnswerMarksProvider
        value={{
          messageId: "answer",
          citations: [],
          verdicts: [],
          seams,
          openedOrdinal: null,
          onOpen: () => {},
        }}
      >
        <AnswerText text={text} citations={[]} verdicts={[]} seams={seams} isStreaming={false} />
      </AnswerMarksProvider>,
    );

  test("is a labelled line where it happened, in the middle of a sentence, too", () => {
    const text = "A hotel may cost 140 euros.";
    expect(seen(renderSeam(text, [seamAt(text, " cost")]))).toBe(
      "A hotel mayInterrupted here, then continued cost 140 euros.",
    );
  });

  test("between two paragraphs leaves both as they are", () => {
    const text = "One.\n\nTwo.";
    const html = renderSeam(text, [seamAt(text, "\n\nTwo")]);
    expect(html.match(/<p dir="auto">One\.<span/)).not.toBeNull();
    expect(html.match(/<p dir="auto">Two\.<\/p>/)).not.toBeNull();
  });
});
