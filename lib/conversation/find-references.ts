import { wordsOf } from "../analyze-text.ts";
import { isTopical } from "./find-topic.ts";

export interface Reference {
  /** What it can stand for: somebody, or anything else. */
  to: "person" | "thing";
  isPossessive: boolean;
  /** In the question, UTF-16 code units. */
  start: number;
  end: number;
}

/** "This" and its like only where they stand alone at the end: before a verb they are most often a remark on the answer. */
const pronoun =
  /\b(?<person>he|him|his|she|her|hers)\b|\b(?<thing>it|its|they|them|their|theirs)\b(?!['’])|\b(?:this|that|these|those)\b(?=\s*(?:[?.!,]|$))/giu;
const possessive = /^(?:his|hers|its|their|theirs)$/i;
/** "Her" owns the word that comes next, unless that one goes on with the sentence. */
const ownsNext = /^\s+(?!(?:and|or|in|at|to|for|when|as|on|with|from|by|of|if)\b)\p{L}/iu;
/** "Is it possible to", "how long does it take", "it seems": nothing is meant by such an "it". */
const emptyAfter =
  /^\s+(?:(?:also|still|really|even|always|usually|generally)\s+)?(?:possible|true|necessary|important|safe|legal|worth|okay|ok|better|best|normal|common|likely|easy|hard|difficult|seems?|takes?|rains?|snows?|mandatory|required|allowed)\b/i;
/** With more words of its own before it, a question has most likely named what its pronoun stands for. */
const ownWordsMax = 1;

/** The pronouns of a question that point back out of it, in order. English. */
export function findReferences(question: string): Reference[] {
  return Array.from(question.matchAll(pronoun)).flatMap((match) => {
    const [word] = match;
    const [start, end] = [match.index, match.index + word.length];
    const before = wordsOf(question.slice(0, start)).filter(isTopical);
    const isEmpty = /^it$/i.test(word) && emptyAfter.test(question.slice(end));
    if (isEmpty || before.length > ownWordsMax) return [];
    const isPossessive = possessive.test(word) || (/^her$/i.test(word) && ownsNext.test(question.slice(end)));
    return [
      { to: match.groups?.person ? ("person" as const) : ("thing" as const), isPossessive, start, end },
    ];
  });
}
