import { analyzeText, isStopWord, wordsOf } from "../analyze-text.ts";
import type { HistoryMessage } from "../turn.ts";

/** What an older message counts of a newer one of the same role. */
const decay = 0.8;
/** What an answer's words count of a question's: an answer strays from the topic, a question seldom does. */
const answerWeight = 0.3;

/** Words that keep a conversation going and say nothing of its topic. */
const small = new Set(
  `tell please know talk talking talked speak speaking explain give provide detail details information want need mean meant like good
  really think wonder wondering thanks thank ok okay yes sorry understand clarify curious interesting interested wow great say saying said ask
  question change changing subject way regarding heard see sure possible help lot bit thing things`.split(
    /\s+/,
  ),
);

/** True for a word that may name a topic. */
export function isTopical(word: string): boolean {
  return word.length > 1 && !isStopWord(word) && !small.has(word.toLowerCase());
}

export interface TopicWord {
  /** As it was last written. */
  word: string;
  /** Grows with the messages that hold it, the latest most. The last question's words have 1 at least. */
  salience: number;
}

/** The words of a conversation by how much it is about them, each once whatever its form, the most salient first. */
export function findTopic(history: HistoryMessage[]): TopicWord[] {
  const topic = new Map<string, TopicWord>();
  const weights = { user: 1, assistant: answerWeight };
  for (const { role, text } of history.toReversed()) {
    const words = wordsOf(withoutMarks(text)).filter(isTopical);
    for (const [key, word] of new Map(words.map((word) => [analyzeText(word).join(" "), word]))) {
      const known = topic.get(key);
      topic.set(key, { word: known?.word ?? word, salience: (known?.salience ?? 0) + weights[role] });
    }
    weights[role] *= decay;
  }
  topic.delete("");
  return [...topic.values()].toSorted((a, b) => b.salience - a.salience);
}

/** Marks of citations are no words. */
export function withoutMarks(text: string): string {
  return text.replaceAll(/\s?\[\d+\]/g, "");
}
