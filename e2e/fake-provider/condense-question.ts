import { keyWordOf, keyWordsOf, wordsOf } from "./key-words.ts";

const pronoun =
  /\b(?:he|she|it|its|they|them|their|theirs|this|that|these|those|his|him|her|hers|there|one|ones)\b/i;
const turnStart = /^[ \t]*(?:<turn[^>]*>|\*\*)?\b(user|human|question|assistant|ai|answer)\b\**\s*:\s*/gim;

/**
 * Makes a follow-up stand alone the way a model would, without one: where the question holds a pronoun, the key words
 * of the latest user turn that adds any are appended ("Who approves it? (travel expenses)"); otherwise it comes back as it is.
 */
export function condenseQuestion(question: string, conversation: string): string {
  if (!pronoun.test(question)) return question;
  const known = keyWordsOf(question);
  for (const turn of userTurns(conversation).reverse()) {
    const added = new Map<string, string>();
    for (const word of wordsOf(turn)) {
      const key = keyWordOf(word);
      if (key && !known.has(key) && !added.has(key)) added.set(key, word);
    }
    if (added.size > 0) return `${question} (${[...added.values()].join(" ")})`;
  }
  return question;
}

/** The user's turns of a transcript written as `user: …` / `assistant: …`; a text without such marks is one user turn. */
export function userTurns(conversation: string): string[] {
  const starts = [...conversation.matchAll(turnStart)];
  if (starts.length === 0) return [conversation];
  return starts.flatMap((start, index) => {
    const isUser = /^(?:user|human|question)$/i.test(start[1] ?? "");
    const text = conversation.slice(start.index + start[0].length, starts[index + 1]?.index);
    return isUser ? [text.trim()] : [];
  });
}
