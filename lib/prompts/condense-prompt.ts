import type { HistoryMessage } from "../turn.ts";
import type { Prompt } from "./answer-prompt.ts";
import { renderSummary } from "./background.ts";
import { renderQuestion } from "./evidence.ts";

export const condensePromptVersion = "condense-1";

const messageCharsMax = 1500;

const instructions = `You rewrite the last question of a conversation so that it can be understood without the conversation.
Replace pronouns and references by what they stand for. Change nothing else, and don't answer it. If it can be understood
as it is, repeat it. Reply with the question alone.`;

/** Asks for the standalone question. Long messages are cut: their beginnings say what they are about. */
export function condensePrompt(question: string, history: HistoryMessage[], summary: string[] = []): Prompt {
  const lines = history.map(
    ({ role, text }) => `${role}: ${text.slice(0, messageCharsMax).replaceAll("</conversation", "")}`,
  );
  const conversation = `<conversation>\n${lines.join("\n")}\n</conversation>`;
  const content = [...renderSummary(summary), conversation, renderQuestion(question)].join("\n");
  return { instructions, messages: [{ role: "user", content }] };
}
