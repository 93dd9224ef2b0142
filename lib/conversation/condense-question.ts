/**
 * In: the question and the messages before it. Out: a question that can be understood, and searched for, alone.
 * Asks a model where one is configured; else, or when the model fails, goes by rules: a question that leans on the
 * conversation is given the key words of the question before it.
 */
import { generateText } from "ai";
import { analyzeText, isStopWord, wordsOf } from "../analyze-text.ts";
import { log } from "../log.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import { condensePrompt, condensePromptVersion } from "../prompts/condense-prompt.ts";
import type { HistoryMessage, Turn } from "../turn.ts";

const timeoutMs = 8_000;

export async function condenseQuestion(
  turn: Turn,
  history: HistoryMessage[],
  tools: { models: Models; meter: Meter },
): Promise<string> {
  if (history.length === 0) return turn.question;
  const model = tools.models.chatChain()[0];
  if (!model || model.provider === "builtin") return condenseByRules(turn.question, history);

  const startedAt = performance.now();
  const { instructions, messages } = condensePrompt(turn.question, history);
  const report = (outcome: "ok" | "error", inputTokens = 0, outputTokens = 0) => {
    const totalMs = performance.now() - startedAt;
    tools.meter.record({
      feature: "condense",
      model,
      inputTokens,
      outputTokens,
      totalMs,
      outcome,
      promptVersion: condensePromptVersion,
    });
  };
  try {
    const { text, usage } = await generateText({
      model: tools.models.language(model),
      instructions,
      messages,
      maxOutputTokens: 300,
      maxRetries: 0,
      timeout: timeoutMs,
      abortSignal: turn.signal,
    });
    report("ok", usage.inputTokens, usage.outputTokens);
    return text.trim() || condenseByRules(turn.question, history);
  } catch (error) {
    report("error");
    if (turn.signal.aborted) throw error;
    log.warn(
      { err: error, requestId: turn.requestId },
      "the question was condensed by rules: the model failed",
    );
    return condenseByRules(turn.question, history);
  }
}

/** Words that point back into the conversation. */
const backReference =
  /\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|former|latter|same|one|ones|else|more|again)\b/i;
const ellipsis = /^\s*(?:and|but|so|or|also|what about|how about|why|how so|really|ok|okay)\b/i;
const topicWordsMax = 8;

/** A question leans on the conversation when it points back, begins like a follow-up, or has hardly a word of its own. */
export function condenseByRules(question: string, history: HistoryMessage[]): string {
  const own = new Set(analyzeText(question));
  const leans = backReference.test(question) || ellipsis.test(question) || own.size <= 2;
  const previous = history.findLast((message) => message.role === "user");
  if (!leans || !previous) return question;
  const topic = wordsOf(previous.text).filter(
    (word) => !isStopWord(word) && analyzeText(word).some((term) => !own.has(term)),
  );
  return topic.length === 0
    ? question
    : `${question.trim()} (${[...new Set(topic)].slice(0, topicWordsMax).join(" ")})`;
}
