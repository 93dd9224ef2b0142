/**
 * Whether each of two models answers a question right, drawn from what two real models did. We know of no such outcomes for questions to
 * documents, so two sets stand in for them, one by one.
 *
 * exams       RouteLLM's outputs of Mixtral 8x7B and GPT-4 on MMLU and GSM8K: of the prompts about as difficult as the question, one is drawn.
 *             Nothing to read from, and models far apart ($.24 and $24.7 a million tokens): it should overstate what routing costs.
 * FaithBench  Summaries of 75 texts by GPT-3.5 Turbo and Claude 3.5 Sonnet (then $.5 and $3 a million tokens read), wrong where its
 *             annotators found something that the text doesn't support: a text is drawn. The text is there, as evidence is, but nothing is
 *             asked, and the texts were chosen for being hard to judge.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readJsonl } from "../../lib/evaluation/read-dataset.ts";
import { readRoutedPrompts } from "../../lib/evaluation/routing/read-routed-prompts.ts";
import { difficultyOf } from "../../lib/generation/difficulty.ts";

/** Whether each model is right. */
export interface Outcome {
  cheap: boolean;
  strong: boolean;
}

/** Gives the same outcome for the same gold answer, whatever words it is asked in. */
export type DrawOutcome = (asked: { question: string; goldId: string }) => Outcome;

/** Prompts of which one is drawn: those next in difficulty. */
const neighbours = 200;
const cheapSummarizer = "openai/GPT-3.5-Turbo";
const strongSummarizer = "Anthropic/claude-3-5-sonnet-20240620";

const sampleSchema = z.object({ source: z.string(), summarizer: z.string(), worst: z.string() });

export async function outcomesOfExams(data: string, seed: number): Promise<DrawOutcome> {
  const { prompts } = await readRoutedPrompts(join(data, "routing/prompts.jsonl"));
  const byDifficulty = prompts
    .map(({ prompt, weak, strong }) => ({
      difficulty: difficultyOf(prompt, []).difficulty,
      outcome: { cheap: weak === 1, strong: strong === 1 },
    }))
    .sort((a, b) => a.difficulty - b.difficulty);
  return ({ question, goldId }) => {
    const { difficulty } = difficultyOf(question, []);
    const above = byDifficulty.findIndex((each) => each.difficulty >= difficulty);
    const middle = above === -1 ? byDifficulty.length : above;
    const from = Math.max(0, Math.min(byDifficulty.length - neighbours, middle - neighbours / 2));
    return pick(byDifficulty.slice(from, from + neighbours), `${seed} ${goldId}`).outcome;
  };
}

export async function outcomesOfFaithBench(data: string, seed: number): Promise<DrawOutcome> {
  const samples = await readJsonl(join(data, "grounding/samples.jsonl"), sampleSchema);
  const texts = [...Map.groupBy(samples, ({ source }) => source).values()];
  const isRight = (of: z.infer<typeof sampleSchema>[], summarizer: string) =>
    of.some((sample) => sample.summarizer === summarizer && sample.worst !== "Unwanted");
  const outcomes = texts.map((of) => ({
    cheap: isRight(of, cheapSummarizer),
    strong: isRight(of, strongSummarizer),
  }));
  return ({ goldId }) => pick(outcomes, `${seed} ${goldId}`);
}

/** The same of them for the same text. */
function pick<T>(items: T[], text: string): T {
  const point = createHash("sha256").update(text).digest().readUInt32BE() / 2 ** 32;
  const item = items[Math.floor(items.length * point)];
  if (item === undefined) throw new Error("there is nothing to draw from");
  return item;
}
