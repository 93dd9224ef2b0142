import { describe, expect, it } from "vitest";
import type { AnswerStream, Citation, Evidence, SentenceVerdict } from "../turn.ts";
import { type CitedText, createAnswerWriter } from "./cite-answer.ts";

const warranty = "The warranty lasts two years. It covers parts and labour. It does not cover water damage.";
const returns = "Goods may be returned within 30 days of delivery. The buyer pays for shipping.";
const shipping = "Orders above 50 euros ship free of charge. Delivery takes three to five working days.";

function evidenceOf(...texts: string[]): Evidence[] {
  return texts.map((text, i) => ({
    n: i + 1,
    chunk: {
      chunkId: `chunk-${i + 1}`,
      documentId: `document-${i + 1}`,
      collectionId: "collection",
      title: `Document ${i + 1}`,
      page: i + 1,
      pageOffsets: [],
      headingPath: ["Terms"],
      ordinal: 0,
      text,
      tokenCount: 20,
      scores: { bm25: null, vector: null, fused: null, relevance: null },
    },
  }));
}

interface Written extends CitedText {
  /** What the stream carried, in order. */
  shown: string;
  sentCitations: { ordinal: number; citation: Citation }[];
  sentVerdicts: SentenceVerdict[];
}

/** Writes the deltas and ends the answer, recording what went over the stream. */
function write(deltas: string[], evidence = evidenceOf(warranty, returns, shipping)): Written {
  const written = {
    shown: "",
    sentCitations: [] as Written["sentCitations"],
    sentVerdicts: [] as SentenceVerdict[],
  };
  const out: AnswerStream = {
    status() {},
    text(delta) {
      written.shown += delta;
    },
    citation(citation, ordinal) {
      written.sentCitations.push({ ordinal, citation: { ...citation } });
    },
    verdict(verdict) {
      written.sentVerdicts.push(verdict);
    },
    notice() {},
    filters() {},
    restart() {},
    usage() {},
  };
  const writer = createAnswerWriter(evidence, out);
  for (const delta of deltas) writer.write(delta);
  return { ...written, ...writer.end(), ...{ shown: written.shown } };
}

const verdictOf = (text: string, evidence?: Evidence[]) =>
  write([text], evidence).verdicts.map(({ verdict }) => verdict);

const example =
  "The warranty lasts two years [1]. Goods may be returned within 30 days [2]. Parts are covered too [1].";

describe("marks", () => {
  it("resolve to the chunks they number", () => {
    const { citations, text } = write([example]);
    expect(text).toBe(example);
    expect(citations.map(({ chunkId }) => chunkId)).toEqual(["chunk-1", "chunk-2", "chunk-1"]);
    expect(citations[1]).toMatchObject({
      documentId: "document-2",
      title: "Document 2",
      page: 2,
      headingPath: ["Terms"],
    });
  });

  it("come out the same however the text is cut into deltas", () => {
    const source = `${example} So [2, 3] and 【1】, but \`a[1]\` and [99] not.\n\n\`\`\`js\nlist[1]\n\`\`\`\n\nDone [3].`;
    const whole = write([source]);
    for (const size of [1, 2, 3, 7]) {
      const deltas = source.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      const { text, citations, verdicts, shown } = write(deltas);
      expect({ text, citations, verdicts }).toEqual({
        text: whole.text,
        citations: whole.citations,
        verdicts: whole.verdicts,
      });
      expect(shown).toBe(text);
    }
  });

  it("stand at the citation's position", () => {
    const { citations, text } = write(["Free shipping [3] above 50 euros. Parts [1][2]. 🙂 And [2, 1]."]);
    expect(citations.length).toBe(5);
    for (const { index, position } of citations)
      expect(text.slice(position)).toMatch(new RegExp(`^\\[${index}\\]`));
  });

  it("are the i-th in the text for the i-th citation", () => {
    const { citations, text } = write(["One [3]. Two [1, 3][2]. Three 【2】."]);
    const marks = Array.from(text.matchAll(/\[(\d+)\]/g), ([, index]) => Number(index));
    expect(citations.map(({ index }) => index)).toEqual(marks);
  });

  it("name the page on which their quote stands, not the one on which the chunk begins", () => {
    const first = "The frame is covered for ten years.\n\n";
    const [evidence] = evidenceOf(`${first}Batteries hold for two winters.`);
    const spanning = { n: 1, chunk: { ...evidence!.chunk, page: 4, pageOffsets: [10, first.length] } };
    const { citations } = write(
      ["Batteries hold for two winters [1]. The frame is covered for ten years [1]."],
      [spanning],
    );
    expect(citations.map(({ page }) => page)).toEqual([6, 4]);
  });

  it("are numbered anew in the order in which chunks are first cited", () => {
    const { citations, text } = write(["Free shipping [3]. Two years [1]. Three days [3]."]);
    expect(text).toBe("Free shipping [1]. Two years [2]. Three days [1].");
    expect(citations.map(({ chunkId }) => chunkId)).toEqual(["chunk-3", "chunk-1", "chunk-3"]);
  });

  it("that list several numbers become one mark each", () => {
    expect(write(["Both say so [1, 2]."]).text).toBe("Both say so [1][2].");
    expect(write(["Both say so [1;2]."]).text).toBe("Both say so [1][2].");
  });

  it("in other brackets are understood", () => {
    expect(write(["Two years【1】."]).text).toBe("Two years[1].");
  });

  it("that name no evidence are dropped", () => {
    const { text, citations } = write(["Two years [7]. Parts [1, 42]."]);
    expect(text).not.toContain("7");
    expect(text).not.toContain("42");
    expect(citations.map(({ chunkId }) => chunkId)).toEqual(["chunk-1"]);
  });

  it("are not seen in what merely has brackets", () => {
    for (const text of [
      "In [2024] it was.",
      "A [link](https://example.org).",
      "- [ ] to do\n- [x] done",
      "an open [ bracket",
    ]) {
      expect(write([text])).toMatchObject({ text, citations: [] });
    }
  });

  it("are not seen in code", () => {
    const text = "Use `items[1]`:\n\n```js\nconst first = items[1];\n```\n\n~~~\n";
    expect(write([text])).toMatchObject({ text, citations: [] });
  });

  it("are seen again after code", () => {
    expect(write(["Use `items[1]` for two years [1]."]).citations).toHaveLength(1);
    expect(write(["```\nitems[1]\n```\nIt lasts two years [1]."]).citations).toHaveLength(1);
  });

  it("are seen again in the paragraph after a backtick that was never closed", () => {
    expect(write(["A stray ` here.\n\nThe warranty lasts two years [1]."]).citations).toHaveLength(1);
  });

  it("cut off at the end are shown as they came", () => {
    expect(write(["It lasts two years [1"]).text).toBe("It lasts two years [1");
  });
});

describe("what is shown", () => {
  it("is all that is returned, and nothing twice", () => {
    const { shown, text } = write(["It lasts ", "two years ", "[", "1", "]. ", "`", "``", "x"]);
    expect(shown).toBe(text);
  });

  it("holds nothing back that can't become a mark", () => {
    const shown: string[] = [];
    const out = {
      text: (delta: string) => shown.push(delta),
      citation() {},
      verdict() {},
    } as unknown as AnswerStream;
    const writer = createAnswerWriter(evidenceOf(warranty), out);
    writer.write("It lasts two");
    expect(shown.join("")).toBe("It lasts two");
    writer.write(" [see below");
    expect(shown.join("")).toBe("It lasts two [see below");
    expect(writer.text()).toBe("It lasts two [see below");
  });
});

describe("citations", () => {
  it("are sent unchecked when the mark is written, and again when the sentence is checked", () => {
    const { sentCitations } = write(["The warranty lasts two years [1]."]);
    expect(sentCitations.map(({ ordinal, citation }) => [ordinal, citation.verdict])).toEqual([
      [0, "unchecked"],
      [0, "supported"],
    ]);
  });

  it("quote a verbatim slice of their chunk", () => {
    const evidence = evidenceOf(warranty, returns, shipping);
    const { citations } = write(
      [`${example} Delivery takes three to five days [3]. Nonsense about volcanoes [2].`],
      evidence,
    );
    for (const { chunkId, quote, start, end } of citations) {
      const chunk = evidence.find((item) => item.chunk.chunkId === chunkId)?.chunk;
      expect(quote).not.toBe("");
      expect(chunk?.text.slice(start, end)).toBe(quote);
    }
  });

  it("quote the sentence that carries theirs", () => {
    const { citations } = write(["The buyer pays for shipping [2]. It lasts two years [1]."]);
    expect(citations.map(({ quote }) => quote)).toEqual([
      "The buyer pays for shipping.",
      "The warranty lasts two years.",
    ]);
  });

  it("of one sentence share its verdict", () => {
    const { citations } = write(["The warranty lasts nine years [1][2]."]);
    expect(citations.map(({ verdict }) => verdict)).toEqual(["unsupported", "unsupported"]);
  });
});

describe("verdicts", () => {
  it("are supported for what the source says", () => {
    expect(verdictOf("The warranty lasts two years [1].")).toEqual(["supported"]);
    expect(verdictOf("Goods may be returned within 30 days [2].")).toEqual(["supported"]);
  });

  it.each([
    ["a changed number", "Goods may be returned within 60 days of delivery [2]."],
    ["a name that isn't there", "The warranty by Siemens lasts two years [1]."],
    ["a lost negation", "It does cover water damage [1]."],
    ["an added negation", "The buyer does not pay for shipping [2]."],
    ["another subject", "Volcanoes erupt when magma rises through cracks [1]."],
    ["the wrong source", "Orders above 50 euros ship free of charge [1]."],
  ])("are unsupported for %s, with the reason", (_, text) => {
    const [verdict] = write([text]).verdicts;
    expect(verdict?.verdict).toBe("unsupported");
    expect(verdict?.reason).toMatch(/^\S.*\.$/);
  });

  it("are given once a sentence, for cited sentences alone", () => {
    const { verdicts, text } = write([
      "Here is what I found. The warranty lasts two years [1]. Ask me more!",
    ]);
    expect(verdicts).toHaveLength(1);
    expect(text.slice(verdicts[0]?.start, verdicts[0]?.end)).toBe("The warranty lasts two years [1].");
  });

  it("are sent as soon as the next sentence begins, and not earlier", () => {
    const sent: SentenceVerdict[] = [];
    const out = { text() {}, citation() {}, verdict: (verdict: SentenceVerdict) => sent.push(verdict) };
    const writer = createAnswerWriter(evidenceOf(warranty), out as unknown as AnswerStream);
    writer.write("The warranty lasts two years. ");
    expect(sent).toHaveLength(0);
    writer.write("[1] ");
    expect(sent).toHaveLength(0);
    writer.write("It covers");
    expect(sent).toHaveLength(1);
    writer.write(" parts [1].");
    writer.end();
    expect(sent).toHaveLength(2);
  });

  it("reach the marks that follow a sentence's full stop", () => {
    const { verdicts, text } = write([
      "The warranty lasts two years. [1] Goods may be returned within 30 days. [2]",
    ]);
    expect(verdicts.map(({ start, end, verdict }) => [text.slice(start, end), verdict])).toEqual([
      ["The warranty lasts two years. [1]", "supported"],
      ["Goods may be returned within 30 days. [2]", "supported"],
    ]);
  });

  it("reach the marks that stand right behind a full stop", () => {
    const { verdicts, text } = write([
      "The warranty lasts two years.[1] Goods may be returned within 30 days.[2]",
    ]);
    expect(verdicts.map(({ start, end, verdict }) => [text.slice(start, end), verdict])).toEqual([
      ["The warranty lasts two years.[1]", "supported"],
      ["Goods may be returned within 30 days.[2]", "supported"],
    ]);
  });

  it("judge a list item by its words, not by its number", () => {
    expect(
      verdictOf("1. the warranty lasts two years [1]\n2. goods may be returned within 30 days [2]"),
    ).toEqual(["supported", "supported"]);
    expect(verdictOf("- **The warranty** lasts two years [1]\n- The buyer pays for shipping [2]")).toEqual([
      "supported",
      "supported",
    ]);
  });

  it("cover sentences in order without overlap", () => {
    const { verdicts, text } = write([`${example}\n\n- The buyer pays [2].\n- Free above 50 euros. [3]`]);
    let last = 0;
    for (const { start, end } of verdicts) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(text.slice(start, end)).toMatch(/\[\d\]/);
      last = end;
    }
    expect(verdicts).toHaveLength(5);
  });

  it("that were sent are those returned", () => {
    const { verdicts, sentVerdicts } = write([example]);
    expect(sentVerdicts).toEqual(verdicts);
  });
});

describe("a filter", () => {
  const shouting = { push: (delta: string) => delta.toUpperCase(), end: () => "" };
  const holding = () => {
    let held = "";
    return {
      push(delta: string) {
        const [shown, kept] = [held + delta.slice(0, -1), delta.slice(-1)];
        held = kept;
        return shown;
      },
      end() {
        const rest = held;
        held = "";
        return rest;
      },
    };
  };
  const writeThrough = (filter: { push(delta: string): string; end(): string }, deltas: string[]) => {
    const sent: string[] = [];
    const out = { text: (delta: string) => sent.push(delta), citation() {}, verdict() {} };
    const writer = createAnswerWriter(evidenceOf(warranty), out as unknown as AnswerStream, filter);
    for (const delta of deltas) writer.write(delta);
    return { writer, sent };
  };

  it("is passed by nothing, and what it changes is what is checked", () => {
    const { writer, sent } = writeThrough(shouting, ["It lasts two ", "years [1]."]);
    expect(writer.end().text).toBe("IT LASTS TWO YEARS [1].");
    expect(sent.join("")).toBe("IT LASTS TWO YEARS [1].");
  });

  it("shows at the end what it held back", () => {
    const { writer } = writeThrough(holding(), ["It lasts two years [1]."]);
    expect(writer.text()).toBe("It lasts two years [1]");
    expect(writer.end().text).toBe("It lasts two years [1].");
  });

  it("shows at a seam what it held back, without a mark that broke off", () => {
    const { writer } = writeThrough(holding(), ["It lasts two years [1"]);
    writer.flush();
    expect(writer.text()).toBe("It lasts two years ");
    writer.write("[1]. It covers parts [1].");
    expect(writer.end().text).toBe("It lasts two years [1]. It covers parts [1].");
  });
});

describe("a doubtful sentence", () => {
  const doubtful = "Two years of guarantee on everything that broke [1].";

  it("is kept with what it cites, and can be given another verdict", () => {
    const sent: [string, string][] = [];
    const out = {
      text() {},
      citation: ({ verdict }: Citation, ordinal: number) => sent.push([`citation-${ordinal}`, verdict]),
      verdict: ({ start, verdict }: SentenceVerdict) => sent.push([`verdict-${start}`, verdict]),
    };
    const writer = createAnswerWriter(evidenceOf(warranty), out as unknown as AnswerStream);
    writer.write(`The warranty lasts two years [1]. ${doubtful}`);
    const { verdicts, citations } = writer.end();
    const [doubt] = writer.doubts();
    expect(writer.doubts()).toHaveLength(1);
    expect(doubt?.text).toBe("Two years of guarantee on everything that broke.");
    expect(doubt?.chunks.map(({ chunkId }) => chunkId)).toEqual(["chunk-1"]);

    sent.length = 0;
    writer.revise(doubt?.start ?? -1, { verdict: "supported", reason: "Somebody says so." });
    expect(sent).toEqual([
      [`verdict-${doubt?.start}`, "supported"],
      ["citation-1", "supported"],
    ]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(["supported", "supported"]);
    expect(citations[1]?.verdict).toBe("supported");
  });
});

describe("an answer of nothing", () => {
  it("is empty", () => {
    expect(write([])).toMatchObject({ text: "", citations: [], verdicts: [] });
    expect(write([""], [])).toMatchObject({ text: "", citations: [], verdicts: [] });
  });
});
