/**
 * In: one sentence of an answer and the chunks it cites. Out: whether they support it, why, and where.
 * A plain lexical check that runs in well under a millisecond: its numbers must stand in the cited chunks, its names too,
 * most of its words, and no negation may be gained or lost. It can't see a wrong relation between right words.
 */
import { analyzeText, isStopWord, wordsOf } from "../analyze-text.ts";
import { splitSentences } from "../split-sentences.ts";
import type { RankedChunk, Verdict } from "../turn.ts";

export interface Quote {
  start: number;
  end: number;
  text: string;
}

export interface CheckedSentence {
  verdict: Verdict;
  reason: string;
}

/** Share of a sentence's terms that its sources must hold. Below it, the sentence says something else than they do. */
const coverageMin = 0.5;

const numberPattern = /\d+(?:[.,]\d+)*/g;
const negation = /\b(?:not|no|never|none|neither|nor|without|cannot)\b|n['’]t\b/i;

/** Not "one", which is mostly a pronoun. */
const smallNumbers = "two three four five six seven eight nine ten eleven twelve".split(" ");
const digitsOf = new Map(smallNumbers.map((word, i) => [word, String(i + 2)]));
/** A number, in digits or as a small one in words, and what it counts. */
const counted = new RegExp(`\\b(\\d+|${smallNumbers.join("|")})\\s+(\\p{L}+)`, "giu");

/** "1,250.50" and "1250.5" are the same number. */
function numbersOf(text: string): string[] {
  return Array.from(text.match(numberPattern) ?? [], (found) => {
    const plain = found.replaceAll(/,(?=\d{3}(?:\D|$))/g, "").replace(",", ".");
    return String(Number(plain)) === "NaN" ? plain : String(Number(plain));
  });
}

/** Numbers as digits, whether the text has them so or, being small, in words. */
function allNumbersOf(text: string): Set<string> {
  const words = wordsOf(text).flatMap((word) => digitsOf.get(word.toLowerCase()) ?? []);
  return new Set([...numbersOf(text), ...words]);
}

/**
 * The first number of a sentence that isn't in its source. One in words counts only where the source counts the same thing
 * ("nine years" against "two years"): "two reasons" may be the sentence's own way to put it.
 */
function strayNumberOf(sentence: string, source: string): string | undefined {
  const known = allNumbersOf(source);
  const stray = numbersOf(sentence).find((number) => !known.has(number));
  if (stray) return stray;
  const things = new Set(
    Array.from(source.matchAll(counted), ([, , thing = ""]) => stemOf(thing)).filter(Boolean),
  );
  for (const [, number = "", thing = ""] of sentence.matchAll(counted)) {
    const value = digitsOf.get(number.toLowerCase());
    if (value !== undefined && !known.has(value) && things.has(stemOf(thing))) return number;
  }
  return undefined;
}

const stemOf = (word: string) => analyzeText(word).join(" ");

/** Capitalised words that don't open the sentence. */
function namesOf(sentence: string): string[] {
  return wordsOf(sentence)
    .slice(1)
    .filter((word) => /^\p{Lu}/u.test(word) && !isStopWord(word));
}

/** Checks a sentence (without its marks) against the chunks it cites. */
export function verifySentence(sentence: string, cited: RankedChunk[]): CheckedSentence {
  const source = cited.map((chunk) => [chunk.title, ...chunk.headingPath, chunk.text].join("\n")).join("\n");
  // Numbers are compared as numbers, below: "1,250.50" and "1250.5" share no term.
  const terms = [...new Set(analyzeText(sentence))].filter((term) => !/^\d+$/.test(term));
  if (terms.length === 0 && numbersOf(sentence).length === 0)
    return { verdict: "unchecked", reason: "There is nothing in this sentence to check." };

  const strayNumber = strayNumberOf(sentence, source);
  if (strayNumber) return unsupported(`The number ${strayNumber} is not in the cited source.`);

  const sourceTerms = new Set(analyzeText(source));
  const strayName = namesOf(sentence).find((name) =>
    analyzeText(name).some((term) => !sourceTerms.has(term)),
  );
  if (strayName) return unsupported(`“${strayName}” is not in the cited source.`);

  const held = terms.filter((term) => sourceTerms.has(term)).length;
  if (held < coverageMin * terms.length)
    return unsupported("The cited source says little or nothing of this.");

  const quotes = cited.map((chunk) => findQuote(sentence, chunk.text).text);
  if (quotes.length > 0 && quotes.every((quote) => negation.test(quote) !== negation.test(sentence)))
    return unsupported("The sentence and its source differ in a “not”.");
  return { verdict: "supported", reason: "Its words, names and numbers are in the cited source." };
}

const unsupported = (reason: string): CheckedSentence => ({ verdict: "unsupported", reason });

/** How many neighbouring sentences one quote may span. */
const quoteSentencesMax = 3;

/**
 * The span of the chunk that best carries the sentence: the run of up to three sentences that holds most of its terms, the
 * shortest of equals. Always a verbatim slice of the chunk.
 */
export function findQuote(sentence: string, chunkText: string): Quote {
  const wanted = new Set(analyzeText(sentence));
  const sentences = splitSentences(chunkText);
  const held = sentences.map(({ text }) => analyzeText(text));
  let best = { score: -1, start: 0, end: Math.min(chunkText.length, 300) };
  for (let from = 0; from < sentences.length; from++) {
    const seen = new Set<string>();
    let length = 0;
    for (let to = from; to < Math.min(from + quoteSentencesMax, sentences.length); to++) {
      const terms = held[to] ?? [];
      length += terms.length;
      for (const term of terms) if (wanted.has(term)) seen.add(term);
      // Every term found counts one; every two dozen further terms cost one, so that a quote stays short.
      const score = seen.size - length / 24;
      if (score > best.score) best = { score, start: sentences[from]!.start, end: sentences[to]!.end };
    }
  }
  return { start: best.start, end: best.end, text: chunkText.slice(best.start, best.end) };
}
