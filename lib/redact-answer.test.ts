import { expect, test } from "vitest";
import { redactAnswer, removedSentence } from "./redact-answer.ts";
import { splitCitedSentences } from "./split-cited-sentences.ts";
import type { SentenceVerdict } from "./turn.ts";

/** An answer whose marks `[n]` cite the n-th of these documents, with a verdict on each cited sentence. */
function answerOf(text: string, documents: string[], isChecked = true) {
  const citations = Array.from(text.matchAll(/\[(\d)\]/g), ({ 1: n, index: position }) => ({
    documentId: documents[Number(n) - 1] ?? "",
    position,
    index: Number(n),
  }));
  const verdicts: SentenceVerdict[] = splitCitedSentences(text)
    .filter((span) => citations.some(({ position }) => position >= span.start && position < span.end))
    .map((span) => ({ ...span, verdict: "supported", reason: "" }));
  return { text, citations, verdicts: isChecked ? verdicts : [] };
}

/** What stands at each mark and verdict that is left, as read from the text. */
function read({ text, citations, verdicts }: ReturnType<typeof answerOf>) {
  return {
    marks: citations.map(({ position, index }) => text.startsWith(`[${index}]`, position)),
    sentences: verdicts.map(({ start, end }) => text.slice(start, end)),
  };
}

const gone = new Set(["gone"]);

test.each([
  ["with verdicts", true],
  ["without", false],
])("removes the sentences that cite it, %s, and keeps every other mark at its place", (_how, isChecked) => {
  const text =
    "Hotels cost 90 euros.[1] Secret words are kept. [2] Trains are free.[1] The vault is open [2].";
  const redacted = redactAnswer(answerOf(text, ["kept", "gone"], isChecked), gone);
  expect(redacted.text).toBe(
    `Hotels cost 90 euros.[1] ${removedSentence} Trains are free.[1] ${removedSentence}`,
  );
  expect(redacted.removed).toBe(2);
  expect(redacted.citations.map(({ documentId }) => documentId)).toEqual(["kept", "kept"]);
  expect(read(redacted).marks).toEqual([true, true]);
  expect(read(redacted).sentences).toEqual(
    isChecked ? ["Hotels cost 90 euros.[1]", "Trains are free.[1]"] : [],
  );
});

test("takes the other citations of a removed sentence with it", () => {
  const redacted = redactAnswer(answerOf("Both say so.[1][2] One goes on.[1]", ["kept", "gone"]), gone);
  expect(redacted.text).toBe(`${removedSentence} One goes on.[1]`);
  expect(redacted.citations).toHaveLength(1);
  expect(read(redacted)).toEqual({ marks: [true], sentences: ["One goes on.[1]"] });
});

test("leaves one marker for neighbours, and a list its bullets", () => {
  const text = "Rules:\n\n- First secret.[2] Second secret.[2]\n- Open rule.[1]\n- Third secret.[2]";
  const redacted = redactAnswer(answerOf(text, ["kept", "gone"]), gone);
  expect(redacted.text).toBe(`Rules:\n\n- ${removedSentence}\n- Open rule.[1]\n- ${removedSentence}`);
  expect(redacted.removed).toBe(3);
  expect(read(redacted).marks).toEqual([true]);
});

test("leaves nothing of an answer that rested on it alone, marked or not", () => {
  const text = "The code is heron.[1] It is a bird with long legs.";
  expect(redactAnswer(answerOf(text, ["gone"]), gone)).toEqual({
    text: removedSentence,
    citations: [],
    verdicts: [],
    removed: 1,
  });
});

test("changes nothing of an answer that doesn't cite it", () => {
  const answer = answerOf("Hotels cost 90 euros.[1]", ["kept"]);
  expect(redactAnswer(answer, gone)).toEqual({ ...answer, removed: 0 });
});

test("removes the line of a mark that stands in no sentence", () => {
  const answer = { ...answerOf("Open.[1]\n[2]\nAlso open.[1]", ["kept", "gone"]), verdicts: [] };
  const redacted = redactAnswer(answer, gone);
  expect(redacted.citations.every(({ documentId }) => documentId === "kept")).toBe(true);
  expect(read(redacted).marks.every(Boolean)).toBe(true);
});
