import { generateText, streamText } from "ai";
import { expect, test } from "vitest";
import { modelSpec } from "../../lib/models/model-spec.ts";
import { abstention, answerPrompt } from "../../lib/prompts/answer-prompt.ts";
import { summaryPrompt } from "../../lib/prompts/summary-prompt.ts";
import type { Evidence, HistoryMessage } from "../../lib/turn.ts";
import type { CostTurn } from "./cost-workload.ts";
import { type Asked, costOf, createPaidReaders } from "./paid-readers.ts";

const model = (name: string, inputPrice: number) =>
  modelSpec({
    provider: "openai",
    name,
    kind: "chat",
    inputPrice,
    cachedInputPrice: inputPrice / 10,
    outputPrice: 8 * inputPrice,
  });
const pair = { cheap: model("cheap", 0.2), strong: model("strong", 1) };

const turn: CostTurn = {
  kind: "simple",
  question: "How much?",
  standalone: "How much may a hotel cost?",
  conversation: 0,
  goldId: "1",
  golds: ["140 euros"],
  goldDocuments: ["policy"],
};
const evidence = [
  "Claims are due within a month. A hotel may cost 140 euros a night.",
  "Flights are booked early.",
].map(
  (text, i): Evidence => ({
    n: i + 1,
    chunk: {
      chunkId: `${i}`,
      documentId: `${i}`,
      collectionId: "",
      title: "Policy",
      page: null,
      pageOffsets: [],
      headingPath: [],
      ordinal: 0,
      text,
      tokenCount: 10,
      scores: { bm25: null, vector: null, fused: null, relevance: null },
    },
  }),
);

async function answerOf(
  asked: Partial<Asked>,
  history: HistoryMessage[] = [],
  readers = createPaidReaders(pair),
) {
  readers.ask({ turn, isRight: { cheap: false, strong: true }, wholeHistory: null, ...asked });
  const prompt = answerPrompt({ question: turn.question, evidence, history, writtenSoFar: "" });
  const write = (by: "cheap" | "strong") =>
    streamText({ ...prompt, model: readers.models.language(pair[by]) }).text;
  return { cheap: await write("cheap"), strong: await write("strong"), bill: readers.bill };
}

test("a model that is right quotes the evidence that holds the gold answer, one that is wrong quotes other", async () => {
  const { cheap, strong } = await answerOf({});
  expect(strong).toBe("A hotel may cost 140 euros a night. [1]");
  expect(cheap).not.toContain("140");
  expect((await answerOf({ turn: { ...turn, golds: [] } })).strong).toBe(abstention);
});

test("what a model would have written otherwise is known, too", async () => {
  const readers = createPaidReaders(pair);
  const { strong } = await answerOf({}, [], readers);
  expect(readers.written()).toMatchObject({ by: "strong", right: strong });
  expect(readers.written()?.wrong).not.toContain("140");
  readers.ask({ turn, isRight: { cheap: true, strong: true }, wholeHistory: null });
  expect(readers.written()).toBeNull();
});

test("a follow-up is condensed to what a person made of it, and turns are noted in a line each", async () => {
  const readers = createPaidReaders(pair);
  readers.ask({ turn, isRight: { cheap: true, strong: true }, wholeHistory: null });
  const language = readers.models.language(pair.cheap);
  expect((await generateText({ model: language, prompt: "Rewrite it." })).text).toBe(turn.standalone);
  const turns = [1, 2].map((n) => ({ question: `What is ${n}?`, answer: `It is ${n}.` }));
  expect((await generateText({ model: language, ...summaryPrompt(turns) })).text).toBe(
    "1: What is 1?: It is 1.\n2: What is 2?: It is 2.",
  );
  expect(readers.bill.map(({ job }) => job)).toEqual(["condense", "summary"]);
});

test("what the provider has kept of a prompt is cheaper, once it's long enough, and each model keeps its own", async () => {
  const said = Array.from({ length: 200 }, (_, i) => `This was said as number ${i}.`).join(" ");
  const history: HistoryMessage[] = [
    { role: "user", text: "Tell me all." },
    { role: "assistant", text: said },
  ];
  const readers = createPaidReaders(pair);
  await answerOf({}, history, readers);
  const { bill } = await answerOf({}, history, readers);
  expect(bill.map(({ cachedTokens }) => cachedTokens > 0)).toEqual([false, false, true, true]);
  for (const { cachedTokens, inputTokens } of bill) {
    expect(cachedTokens % 128).toBe(0);
    expect(cachedTokens).toBeLessThan(inputTokens);
  }
  const [, first, , second] = bill;
  const cost = (calls: typeof bill, keepsPrompts: boolean) => costOf(calls, pair, { keepsPrompts });
  expect(cost([first!], false)).toBe(cost([second!], false));
  expect(cost([second!], true)).toBeLessThan(cost([second!], false));
});

test("without summaries a model reads all that was said instead of what the product shows", async () => {
  const shown: HistoryMessage[] = [
    { role: "user", text: "And flights?" },
    { role: "assistant", text: "Booked early [1]." },
  ];
  const said: HistoryMessage[] = [
    { role: "user", text: "Hello" },
    { role: "assistant", text: "Hi" },
    ...shown,
  ];
  const [excerpt] = (await answerOf({}, shown)).bill;
  const [whole] = (await answerOf({ wholeHistory: said }, shown)).bill;
  expect(whole!.inputTokens).toBeGreaterThan(excerpt!.inputTokens);
  const [same] = (await answerOf({ wholeHistory: shown }, shown)).bill;
  expect(same!.inputTokens).toBe(excerpt!.inputTokens);
});
