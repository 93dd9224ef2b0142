/**
 * How often each of two models answers a question right. No set that we know has two real models' answers to questions about documents, so
 * others stand in for it, and none of them is that. They differ in how far the two models are apart, on which all rests:
 *
 * exams      RouteLLM's outcomes of Mixtral 8x7B and GPT-4 on MMLU and GSM8K, over the prompts next in difficulty to the question. Nothing to
 *            read from, and the models far apart ($.24 and $24.7 a million tokens). The only one that knows difficult from easy.
 * published  How often two models of the catalog summed a text up without a statement that isn't in it.
 * hosted     FaithBench: summaries of 75 texts, wrong where its annotators found something that the text doesn't support. GPT-3.5 Turbo as
 *            the cheap one beside Claude 3.5 Sonnet and Llama 3.1 70B. The texts were chosen for being hard to judge.
 * small      The same with Qwen 2.5 7B and Mistral 7B as the cheap one: what runs on one's own machine.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readJsonl } from "../../lib/evaluation/read-dataset.ts";
import { readRoutedPrompts } from "../../lib/evaluation/routing/read-routed-prompts.ts";
import { type SummarizerPair, summarizerPairs } from "../../lib/evaluation/routing/summarizer-pairs.ts";
import { difficultyOf } from "../../lib/generation/difficulty.ts";
import type { CostTurn } from "./cost-workload.ts";
import type { PairRole } from "./paid-readers.ts";

/** The share of right answers. */
export type RightShares = Record<PairRole, number>;

export interface StandIn {
  name: "exams" | "published" | "hosted" | "small";
  sharesOf(question: string): RightShares;
  /** The same from texts drawn anew, where there are so few that others might have said something else. */
  resample?(random: () => number): RightShares;
}

/** The exams first. */
export async function readStandIns(data: string): Promise<[StandIn, ...StandIn[]]> {
  const samples = await readJsonl(join(data, "grounding/samples.jsonl"), sampleSchema);
  return [
    await readExams(join(data, "routing/prompts.jsonl")),
    { name: "published", sharesOf: () => published },
    ofSummaries(samples, "hosted"),
    ofSummaries(samples, "small"),
  ];
}

/** Whether each model is right about it: the same for the same gold answer, whatever words it is asked in. */
export function drawOutcome(
  { sharesOf }: StandIn,
  { standalone, goldId }: Pick<CostTurn, "standalone" | "goldId">,
): Record<PairRole, boolean> {
  const point = createHash("sha256").update(goldId).digest().readUInt32BE() / 2 ** 32;
  const { cheap, strong } = sharesOf(standalone);
  return { cheap: point < cheap, strong: point < strong };
}

/** Prompts next in difficulty to a question. */
const neighbours = 200;

async function readExams(path: string): Promise<StandIn> {
  const { prompts } = await readRoutedPrompts(path);
  const byDifficulty = prompts
    .map(({ prompt, weak, strong }) => ({ difficulty: difficultyOf(prompt, []).difficulty, weak, strong }))
    .sort((a, b) => a.difficulty - b.difficulty);
  return {
    name: "exams",
    sharesOf(question) {
      const { difficulty } = difficultyOf(question, []);
      const above = byDifficulty.findIndex((each) => each.difficulty >= difficulty);
      const middle = above === -1 ? byDifficulty.length : above;
      const from = Math.max(0, Math.min(byDifficulty.length - neighbours, middle - neighbours / 2));
      const near = byDifficulty.slice(from, from + neighbours);
      return {
        cheap: meanOf(near.map(({ weak }) => weak)),
        strong: meanOf(near.map(({ strong }) => strong)),
      };
    },
  };
}

/**
 * Of Claude Haiku 4.5 and Claude Opus 4.5 at five times its price, over 7,700 texts: github.com/vectara/hallucination-leaderboard as of 25
 * November 2025, by its authors' own judging model. No other provider of the catalog has both its cheap and its strong one there.
 */
const published: RightShares = { cheap: 0.902, strong: 0.891 };

const sampleSchema = z.object({ source: z.string(), summarizer: z.string(), worst: z.string() });

function ofSummaries(samples: z.infer<typeof sampleSchema>[], pair: SummarizerPair): StandIn {
  const rightOf = (all: typeof samples, summarizers: string[]) =>
    meanOf(
      all
        .filter(({ summarizer }) => summarizers.includes(summarizer))
        .map(({ worst }) => Number(worst !== "Unwanted")),
    );
  const { cheap, strong } = summarizerPairs[pair];
  const texts = [...Map.groupBy(samples, ({ source }) => source).values()].map((all) => ({
    cheap: rightOf(all, cheap),
    strong: rightOf(all, strong),
  }));
  const sharesOver = (some: RightShares[]) => ({
    cheap: meanOf(some.map((each) => each.cheap)),
    strong: meanOf(some.map((each) => each.strong)),
  });
  const shares = sharesOver(texts);
  return {
    name: pair,
    sharesOf: () => shares,
    resample: (random) => sharesOver(texts.map(() => texts[Math.floor(random() * texts.length)]!)),
  };
}

const meanOf = (values: number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
