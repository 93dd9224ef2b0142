/**
 * In: a conversation as models may see it, its last answer given. Out: lines in its summary for the turns that are no longer shown word
 * for word, by a model or, without one, by rules. On failure nothing is lost: the next turn finds them without a line and tries again.
 */
import { findSupportedSentences, type NewSummaryLine, saveSummaryLines } from "../../db/summary-lines.ts";
import { findIdentifyingData } from "../guards/find-personal-data.ts";
import { log } from "../log.ts";
import { askTaskModel } from "../models/ask-task-model.ts";
import { extractiveModel } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import { keepPersonalDataLocal } from "../models/restrict-models.ts";
import { readSummary, summaryPrompt, summaryPromptVersion } from "../prompts/summary-prompt.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { HistoryMessage, Turn } from "../turn.ts";
import { type SaidTurn, turnsToSumUp } from "./roll-up-history.ts";
import { rulesVersion, sumUpByRules } from "./sum-up-by-rules.ts";

/** A line is asked for in 40 words; languages differ in what a word takes. */
const tokensPerLine = 110;

/** Throws a ModelFailure where a model should have done it and failed. `original`: the same messages as they are saved. */
export async function summariseHistory(
  turn: Turn,
  { history, original }: { history: HistoryMessage[]; original: Map<string, string> },
  { models, policy }: { models: Models; policy: TenantPolicy },
): Promise<void> {
  const turns = turnsToSumUp(history);
  if (turns.length === 0) return;
  const hasPersonalData = turns.some(({ question, answer }) =>
    [question, answer].some(({ text }) => findIdentifyingData(text).length > 0),
  );
  const allowed = hasPersonalData ? keepPersonalDataLocal(models, policy) : models;
  const lines = await sumUp(turn, turns, allowed);
  const saved = lines.map(({ messages, ...line }) => ({
    ...line,
    messages: messages.map(({ id, text }) => ({ id, text: original.get(id) ?? text })),
  }));
  await saveSummaryLines(turn.principal, turn.conversationId, saved);
}

/** By a model; by rules where none is to be asked, and for a turn that it left out: asking again would cost the same each time. */
async function sumUp(turn: Turn, turns: SaidTurn[], models: Models): Promise<NewSummaryLine[]> {
  const written = await askModel(turn, turns, models);
  const left = turns.filter((_, i) => written?.texts[i] === undefined);
  if (written && left.length > 0)
    log.warn(
      { requestId: turn.requestId, model: written.modelId, left: left.length },
      "turns were summed up by rules: the model wrote no line about them",
    );
  const answerIds = left.map(({ answer }) => answer.id);
  const supported = left.length > 0 ? await findSupportedSentences(turn.principal, answerIds) : new Map();
  return turns.map((said, i) => {
    const messages = [said.question, said.answer];
    const text = written?.texts[i];
    if (text !== undefined)
      return { messages, text, modelId: written?.modelId ?? "", promptVersion: summaryPromptVersion };
    const line = sumUpByRules(said, supported.get(said.answer.id));
    return { messages, text: line, modelId: extractiveModel.id, promptVersion: rulesVersion };
  });
}

/** Null where no model is to be asked. */
async function askModel(
  turn: Turn,
  turns: SaidTurn[],
  models: Models,
): Promise<{ texts: (string | undefined)[]; modelId: string } | null> {
  const prompt = summaryPrompt(
    turns.map(({ question, answer }) => ({ question: question.text, answer: answer.text })),
  );
  const outputTokensMax = tokensPerLine * turns.length;
  const task = { feature: "summary", prompt, promptVersion: summaryPromptVersion, outputTokensMax } as const;
  const reply = await askTaskModel(turn, task, models);
  return reply && { texts: readSummary(reply.text, turns.length), modelId: reply.modelId };
}
