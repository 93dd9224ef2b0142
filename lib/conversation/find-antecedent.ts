import { analyzeText, isStopWord, wordsOf } from "../analyze-text.ts";
import type { HistoryMessage } from "../turn.ts";
import { isTopical, withoutMarks } from "./find-topic.ts";

/** Words of a name or of what is named; longer ones are sentences. */
const wordsMax = 6;
/** How many turns back a pronoun is taken to reach: those between often have nothing but pronouns. */
const turnsMax = 5;

/** A full stop only in initials: after any other word it ends the sentence, and the name. */
const capitalised = "(?:(?:\\p{Lu}\\.)+|\\p{Lu}[\\p{L}\\p{N}'’-]*)";
/** Capitalised words in a row, small connectors among them: "Lord Linlithgow", "Bank of England". */
const nameRun = new RegExp(
  `(?<![\\p{L}\\p{N}])${capitalised}(?:\\s+(?:(?:of|the|de|van|von|der|du|la)\\s+){0,2}${capitalised})*`,
  "gu",
);
const asksForName = /^\s*(?:who|whose|whom|name|which)\b/i;
/** Small words that may stand within what is named. */
const connectors = new Set(["of", "the", "a", "in", "and", "for", "to", "von", "der", "des", "de"]);
/** Words that open a question or a clause, capitalised or not. */
const openers = new Set(
  "who whom whose what which when where why how will would can could should do does did is are was were has have had if it its may might isn't aren't wasn't doesn't don't didn't".split(
    " ",
  ),
);

/**
 * What a pronoun most likely stands for, as the conversation writes it: for a person, a name of two words or more; for a thing, what
 * the latest question was about, told by the words that its answer takes up. Null where nothing is likely enough.
 */
export function findAntecedent(to: "person" | "thing", history: HistoryMessage[]): string | null {
  for (const { question, answer } of turnsOf(history).slice(0, turnsMax)) {
    const found =
      to === "person"
        ? personOf(question, answer)
        : (takenUp(question, answer) ??
          namesIn(question)
            .filter((name) => /\s|^\p{Lu}{2}/u.test(name))
            .at(-1));
    if (found) return found;
  }
  return null;
}

/** Questions with the answers that follow them, the latest first. */
function turnsOf(history: HistoryMessage[]): { question: string; answer: string }[] {
  const turns: { question: string; answer: string }[] = [];
  for (const { role, text } of history) {
    const last = turns.at(-1);
    if (role === "user") turns.push({ question: text, answer: "" });
    else if (last) last.answer += ` ${withoutMarks(text)}`;
  }
  return turns.toReversed();
}

const isSmall = (word: string) => {
  const bare = word.replace(/['’]s$/, "").toLowerCase();
  return isStopWord(bare) || openers.has(bare);
};

/** Names in a text, without words that are only capitalised for being first. */
function namesIn(text: string): string[] {
  return Array.from(text.matchAll(nameRun), ([name]) => {
    const words = name.split(/\s+/);
    const from = words.findIndex((word) => !isSmall(word));
    return from === -1
      ? ""
      : words
          .slice(from)
          .join(" ")
          .replace(/(?:['’]s|[.'’-]+)$/u, "");
  }).filter((name) => isTopical(name) && wordsOf(name).length <= wordsMax);
}

/** In a question that asks for a name, nobody it names is who was asked for. */
function personOf(question: string, answer: string): string | undefined {
  if (!asksForName.test(question)) return mostNamed(question) ?? mostNamed(answer);
  const asked = ` ${wordsOf(question).join(" ").toLowerCase()} `;
  return mostNamed(answer, (name) => !asked.includes(` ${name.toLowerCase()} `)) ?? mostNamed(question);
}

/** The name of two words or more that a text says most often; the first of equals. */
function mostNamed(text: string, isEligible = (_name: string) => true): string | undefined {
  const counts = new Map<string, number>();
  for (const name of namesIn(text))
    if (/\s/.test(name) && !/\b(?:of|the)\b/.test(name) && isEligible(name))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/** The longest run of a question's words that its answer repeats in that order. */
function takenUp(question: string, answer: string): string | undefined {
  const said = ` ${wordsOf(answer).map(formOf).join(" ")} `;
  const words = wordsOf(question);
  let best: string[] = [];
  for (let from = 0; from < words.length; from++)
    for (let to = from + 1; to <= Math.min(words.length, from + wordsMax); to++) {
      const run = words.slice(from, to);
      if (run.length <= best.length || !isNominal(run, `${question} ${answer}`)) continue;
      if (said.includes(` ${run.map(formOf).join(" ")} `)) best = run;
    }
  return best.length > 0 ? best.join(" ") : undefined;
}

/** Whether a run of words looks like something's name: no opener in it, and a single word stands with an article or a capital. */
function isNominal(run: string[], text: string): boolean {
  const [first = "", last = ""] = [run[0], run.at(-1)];
  if (!isTopical(first) || !isTopical(last) || isSmall(first) || isSmall(last)) return false;
  if (run.length > 1) return run.every((word) => !isSmall(word) || connectors.has(word.toLowerCase()));
  return new RegExp(
    `(?:\\p{Ll}[\\p{Ll},]*\\s+(?=\\p{Lu})|\\b(?:the|an?|der|die|das)\\s+)${first}(?=\\s*[.,;:?!)]|\\s+(?:is|are|was|were|has|have|can|of|in|for|to|and)\\b|\\s*$)`,
    "u",
  ).test(text);
}

/** A word whatever its ending; small words stay as they are. */
const formOf = (word: string) => analyzeText(word).join(" ") || word.toLowerCase();
