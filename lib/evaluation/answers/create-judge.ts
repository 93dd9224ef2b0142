import { generateText } from "ai";
import { verifySentence } from "../../generation/verify-sentence.ts";
import type { Models } from "../../models/live-models.ts";
import type { Prompt } from "../../prompts/answer-prompt.ts";
import {
  type CorrectnessVerdict,
  correctnessPrompt,
  correctnessVerdicts,
  type FaithfulnessVerdict,
  faithfulnessPrompt,
  faithfulnessVerdicts,
  judgePromptVersion,
  readVerdict,
} from "../../prompts/judge-prompt.ts";
import { splitSentences } from "../../split-sentences.ts";
import { asChunk } from "../grounding/read-samples.ts";

/** Who says whether an answer is faithful to its sources and right. A verdict that can't be had or read is null. */
export interface Judge {
  /** A catalog id, or `words` for the check that needs no model. */
  name: string;
  promptVersion: string | null;
  judgeFaithfulness(input: { sources: string[]; text: string }): Promise<FaithfulnessVerdict | null>;
  judgeCorrectness(input: {
    question: string;
    references: string[];
    answer: string;
  }): Promise<CorrectnessVerdict | null>;
}

const timeoutMs = 60_000;
const outputTokensMax = 500;

/** The model of that catalog id as a judge, at temperature 0. Throws where it isn't configured or can't judge. */
export function createModelJudge(models: Models, modelId: string): Judge {
  const spec = models.find(modelId);
  if (spec?.kind !== "chat" || spec.provider === "builtin")
    throw new Error(`${modelId} is no configured chat model: it can't judge.`);
  const ask = async ({ instructions, messages }: Prompt): Promise<string> => {
    const { text } = await generateText({
      model: models.language(spec),
      instructions,
      messages,
      temperature: 0,
      maxOutputTokens: outputTokensMax,
      maxRetries: 2,
      timeout: timeoutMs,
    });
    return text;
  };
  return {
    name: modelId,
    promptVersion: judgePromptVersion,
    judgeFaithfulness: async (input) =>
      readVerdict(await ask(faithfulnessPrompt(input)), faithfulnessVerdicts),
    judgeCorrectness: async (input) => readVerdict(await ask(correctnessPrompt(input)), correctnessVerdicts),
  };
}

/**
 * The check that stands behind every answer's marks, as a judge: each sentence against all sources by its words, names and numbers.
 * Sees no more than that, and nothing of correctness.
 */
export const wordsJudge: Judge = {
  name: "words",
  promptVersion: null,
  async judgeFaithfulness({ sources, text }) {
    const cited = sources.map((source) => asChunk(source));
    const verdicts = splitSentences(text).map((sentence) => verifySentence(sentence.text, cited).verdict);
    const unsupported = verdicts.filter((verdict) => verdict === "unsupported").length;
    if (unsupported === 0) return "supported";
    return unsupported < verdicts.length ? "partly" : "unsupported";
  },
  judgeCorrectness: async () => null,
};
