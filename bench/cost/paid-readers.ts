/**
 * A provider's cheap and strong model, as a value in the place of real ones, with its bill. It reads the prompts that the product sends,
 * counts their tokens, keeps the beginnings of prompts as providers do, and knows the gold answers, so that an answer is as good as its
 * evidence, its condensed question and its model let it be.
 *
 * Right, it quotes up to three sentences of the evidence that are nearest to a gold answer, or abstains where none shares a word with it;
 * wrong, it quotes the one that is furthest from it. What it would have written otherwise is kept, so that an answer can be judged for any
 * share of right ones (stand-ins.ts). A follow-up is condensed to what a person made of it. Neither reasons: what reasoning would add to an
 * answer's tokens is left out on both sides.
 */
import { countTokens } from "../../lib/count-tokens.ts";
import { tokenF1 } from "../../lib/evaluation/answers/answer-metrics.ts";
import { costMicroUsd, extractiveModel, type ModelSpec } from "../../lib/models/catalog.ts";
import { liveModels, type Models } from "../../lib/models/live-models.ts";
import { abstention } from "../../lib/prompts/answer-prompt.ts";
import { readEvidence } from "../../lib/prompts/evidence.ts";
import { splitSentences } from "../../lib/split-sentences.ts";
import type { HistoryMessage } from "../../lib/turn.ts";
import type { CostTurn } from "./cost-workload.ts";

type LanguageModel = ReturnType<Models["language"]>;
type Prompt = Parameters<LanguageModel["doStream"]>[0]["prompt"];
type Stream = Awaited<ReturnType<LanguageModel["doStream"]>>["stream"];

export interface ModelPair {
  cheap: ModelSpec;
  strong: ModelSpec;
}
export type PairRole = keyof ModelPair;

export interface BilledCall {
  job: "answer" | "condense" | "summary";
  by: PairRole;
  inputTokens: number;
  /** Of these, what the provider had kept. */
  cachedTokens: number;
  outputTokens: number;
}

/** What is being asked, as the models know it. */
export interface Asked {
  turn: CostTurn;
  /** Whether each model answers it right. */
  isRight: Record<PairRole, boolean>;
  /** All that was said before, word for word, in place of what the product shows of it; null: what the product shows. */
  wholeHistory: HistoryMessage[] | null;
}

/** Who wrote an answer, and what it comes to where it is right and where it's wrong. */
export interface Written {
  by: PairRole;
  right: string;
  wrong: string;
}

export interface PaidReaders {
  models: Models;
  bill: BilledCall[];
  ask(asked: Asked): void;
  /** The answer to what was asked last; null where no model was asked for one. */
  written(): Written | null;
}

/** Providers keep prompts from so many tokens on, in steps of so many (OpenAI's guide to prompt caching). */
const kept = { tokensMin: 1024, step: 128 };
/** Prompts that a provider remembers of a model: of the conversations under way, the latest is enough. */
const promptsKept = 20;
const sentencesMax = 3;
/** Among which those behind the first are looked for. */
const nearest = 20;
const stop = { unified: "stop", raw: "stop" } as const;

export function createPaidReaders(pair: ModelPair): PaidReaders {
  const bill: BilledCall[] = [];
  const keptPrompts: Record<PairRole, string[]> = { cheap: [], strong: [] };
  let asked: Asked | null = null;
  let written: Written | null = null;

  const charge = (by: PairRole, job: BilledCall["job"], prompt: Prompt, text: string) => {
    const sent = textOf(prompt);
    const beginning = longestKept(sent, keptPrompts[by]);
    const call = {
      job,
      by,
      inputTokens: countTokens(sent),
      cachedTokens: beginning < kept.tokensMin ? 0 : beginning - (beginning % kept.step),
      outputTokens: countTokens(text),
    };
    keptPrompts[by] = [sent, ...keptPrompts[by]].slice(0, promptsKept);
    bill.push(call);
    return {
      inputTokens: {
        total: call.inputTokens,
        noCache: call.inputTokens - call.cachedTokens,
        cacheRead: call.cachedTokens,
        cacheWrite: 0,
      },
      outputTokens: { total: call.outputTokens, text: call.outputTokens, reasoning: 0 },
    };
  };

  const reader = (by: PairRole): LanguageModel => ({
    specificationVersion: "v4",
    provider: pair[by].provider,
    modelId: pair[by].name,
    supportedUrls: {},
    async doGenerate({ prompt }) {
      const turns = [...lastText(prompt).matchAll(/<asked>(.*?)<\/asked>\n<answered>(.*?)<\/answered>/gs)];
      const job = turns.length > 0 ? "summary" : "condense";
      const text = job === "summary" ? noteTurns(turns) : (asked?.turn.standalone ?? "");
      const usage = charge(by, job, prompt, text);
      return { content: [{ type: "text", text }], finishReason: stop, usage, warnings: [] };
    },
    async doStream({ prompt: shown }) {
      const prompt = asked?.wholeHistory ? withHistory(shown, asked.wholeHistory) : shown;
      const read = (isRight: boolean) => answerFrom(lastText(prompt), asked?.turn.golds ?? [], isRight);
      written = { by, right: read(true), wrong: read(false) };
      const text = asked?.isRight[by] ? written.right : written.wrong;
      const usage = charge(by, "answer", prompt, text);
      const stream: Stream = new ReadableStream({
        start(controller) {
          controller.enqueue({ type: "stream-start", warnings: [] });
          controller.enqueue({ type: "text-start", id: "0" });
          controller.enqueue({ type: "text-delta", id: "0", delta: text });
          controller.enqueue({ type: "text-end", id: "0" });
          controller.enqueue({ type: "finish", finishReason: stop, usage });
          controller.close();
        },
      });
      return { stream };
    },
  });

  const both = [pair.cheap, pair.strong];
  const models: Models = {
    ...liveModels,
    list: () => [...both, ...liveModels.list()],
    chatChain: (policy) => [
      ...both.filter(({ id }) => policy?.models.allowed?.includes(id) ?? true),
      extractiveModel,
    ],
    find: (id) => both.find((model) => model.id === id) ?? liveModels.find(id),
    language(spec) {
      if (spec.id === pair.cheap.id) return reader("cheap");
      return spec.id === pair.strong.id ? reader("strong") : liveModels.language(spec);
    },
  };
  return {
    models,
    bill,
    ask(next) {
      asked = next;
      written = null;
    },
    written: () => written,
  };
}

/** What the calls cost at these prices, in millionths of a US dollar. */
export function costOf(
  calls: readonly BilledCall[],
  pair: ModelPair,
  { keepsPrompts }: { keepsPrompts: boolean },
): number {
  return calls.reduce((sum, { by, inputTokens, cachedTokens, outputTokens }) => {
    const cachedInputTokens = keepsPrompts ? cachedTokens : 0;
    return sum + costMicroUsd(pair[by], inputTokens, outputTokens, { cachedInputTokens });
  }, 0);
}

const partsOf = ({ content }: Prompt[number]) =>
  typeof content === "string"
    ? content
    : content.map((part) => (part.type === "text" ? part.text : "")).join("");

const textOf = (prompt: Prompt) => prompt.map((message) => `${message.role}: ${partsOf(message)}\n`).join("");

const lastText = (prompt: Prompt) => {
  const last = prompt.findLast(({ role }) => role === "user");
  return last ? partsOf(last) : "";
};

/** The same prompt with all that was said in place of the product's excerpt and notes; marks are left out as the product does. */
function withHistory(prompt: Prompt, history: HistoryMessage[]): Prompt {
  const system = prompt.filter(({ role }) => role === "system");
  const asked = lastText(prompt);
  const said = history.map(({ role, text }): Prompt[number] => ({
    role,
    content: [{ type: "text", text: text.replaceAll(/\s?\[\d+\]/g, "") }],
  }));
  const evidence = asked.slice(Math.max(0, asked.indexOf("<evidence ")));
  return [...system, ...said, { role: "user", content: [{ type: "text", text: evidence }] }];
}

/** In tokens. */
function longestKept(sent: string, prompts: string[]): number {
  let longest = 0;
  for (const prompt of prompts) {
    let i = 0;
    while (i < sent.length && sent[i] === prompt[i]) i++;
    longest = Math.max(longest, i);
  }
  return countTokens(sent.slice(0, longest));
}

/** A line about each turn, in some forty words. */
function noteTurns(turns: RegExpExecArray[]): string {
  const words = (text: string | undefined, count: number) =>
    (text ?? "").split(/\s+/).slice(0, count).join(" ");
  return turns
    .map(([, asked, answered], i) => `${i + 1}: ${words(asked, 15)}: ${words(answered, 25)}`)
    .join("\n");
}

function answerFrom(asked: string, golds: string[], isRight: boolean): string {
  const sentences = readEvidence(asked).flatMap(({ n, text }) =>
    splitSentences(text).map((sentence) => ({ n, text: sentence.text.replaceAll(/\s+/g, " ").trim() })),
  );
  const rank = (among: typeof sentences, before = "") =>
    among
      .map((each) => ({ ...each, worth: tokenF1(before + each.text, golds) }))
      .sort((a, b) => b.worth - a.worth);
  const ranked = rank(sentences);
  const furthest = ranked.at(-1);
  if (!isRight) return furthest ? cite([furthest]) : abstention;
  const chosen: typeof ranked = [];
  while (chosen.length < sentencesMax) {
    const before = chosen.map(({ text }) => `${text} `).join("");
    const [best] = rank(ranked.slice(0, nearest), before);
    if (!best || best.worth <= (chosen.at(-1)?.worth ?? 0)) break;
    chosen.push(best);
  }
  return chosen.length > 0 ? cite(chosen) : abstention;
}

const cite = (sentences: { n: number; text: string }[]) =>
  sentences.map(({ n, text }) => `${text} [${n}]`).join(" ");
