/**
 * In: one sentence of an answer and the chunks it cites. Out: whether they support it, why, and where.
 * A lexical check that runs in well under a millisecond: its numbers must stand in the cited chunks, its names and the words it puts in
 * quotation marks too, nothing may be turned into its opposite, and not too much of it may be new. It can't see a wrong
 * relation between right words.
 */
import { analyzeText, wordsOf } from "../analyze-text.ts";
import type { RankedChunk, Verdict } from "../turn.ts";
import { findMisplaced } from "./verification/find-misplaced.ts";
import { findStrayName } from "./verification/find-stray-name.ts";
import { findStrayNumber } from "./verification/find-stray-number.ts";
import { findTurnedMeaning } from "./verification/find-turned-meaning.ts";
import { hasInventedQuote } from "./verification/has-invented-quote.ts";
import { readNumbers } from "./verification/read-numbers.ts";
import { readSource, type Source } from "./verification/read-source.ts";
import { type ReadSentence, readSentence } from "./verification/read-support-features.ts";
import { type SupportWeights, scoreSupport } from "./verification/score-support.ts";
import { speaksAnotherLanguage } from "./verification/speaks-another-language.ts";

export interface Quote {
  start: number;
  end: number;
  text: string;
}

export interface CheckedSentence {
  verdict: Verdict;
  reason: string;
  /** Whether words can't tell: a judge that understands the sentence might say otherwise. */
  isUnsure: boolean;
}

/**
 * From here on a sentence counts as unsupported for what is new in it. On FaithBench's sentences, of which people called 16 % unsupported,
 * it marks 13 % together with the rules, and is right twice as often as chance; of what people wrote from clapnq's documents it marks
 * six in a thousand. What is shown to readers must rarely cry wolf.
 */
const unsupportedFrom = 0.33;
/** From here on it might be. */
const unsureFrom = 0.2;
/** A source that has less of a sentence says something else. */
const unfoundShareMax = 0.6;

/** Checks a sentence (without its marks) against the chunks it cites; `weights` for those that are being trained. */
export function verifySentence(
  sentence: string,
  cited: RankedChunk[],
  weights?: SupportWeights,
): CheckedSentence {
  const sources = cited.map(readSource);
  const read = readSentence(sentence, sources);
  if (isOnlyAnnouncing(sentence, read))
    return { verdict: "unchecked", reason: "There is nothing in this sentence to check.", isUnsure: false };

  const strayNumber = findStrayNumber(sentence, sources);
  if (strayNumber) return unsupported(strayNumber);
  if (isForeign(sentence, sources))
    return {
      verdict: "unchecked",
      reason: "The sentence and its source are in different languages, so only the numbers were compared.",
      isUnsure: true,
    };
  const strayName = findStrayName(sentence, sources);
  if (strayName) return unsupported(`“${strayName}” is not in the cited source.`);
  if (hasInventedQuote(sentence, sources))
    return unsupported("The words in quotation marks are not in the cited source.");
  const turned = findTurnedMeaning(sentence, read.terms, sources);
  if (turned) return unsupported(turned);
  const misplaced = findMisplaced(sentence, read.terms, sources);
  if (misplaced) return { ...unsupported(misplaced), isUnsure: true };
  return judgeNovelty(sentence, read, sources, weights);
}

/** A list's own numbering, and lines that only lead up to what follows. */
function isOnlyAnnouncing(sentence: string, { terms }: ReadSentence): boolean {
  return (terms.size === 0 && readNumbers(sentence).length === 0) || /:[*_\s]*$/.test(sentence);
}

const isForeign = (sentence: string, sources: Source[]) =>
  sources.length > 0 && sources.every((source) => speaksAnotherLanguage(sentence, source));

/** By how much of the sentence no source has. */
function judgeNovelty(
  sentence: string,
  { features, terms, unfound }: ReadSentence,
  sources: Source[],
  weights: SupportWeights | undefined,
): CheckedSentence {
  const saysLittle =
    sources.length === 0 || (unfound.length > 1 && unfound.length >= unfoundShareMax * terms.size);
  if (saysLittle)
    return { ...unsupported("The cited source says little or nothing of this."), isUnsure: true };
  const chance = scoreSupport(features, weights);
  if (chance >= unsupportedFrom)
    return { ...unsupported(sayWhatIsNew(sentence, unfound, sources[0]?.language)), isUnsure: true };
  return {
    verdict: "supported",
    reason: "Its words, names and numbers are in the cited source.",
    isUnsure: chance >= unsureFrom,
  };
}

const wordsNamedMax = 3;

function sayWhatIsNew(sentence: string, unfound: string[], language: string | undefined): string {
  const isNew = (word: string) => analyzeText(word, language).some((term) => unfound.includes(term));
  const words = [...new Set(wordsOf(sentence).filter(isNew))].slice(0, wordsNamedMax);
  if (words.length === 0) return "The cited source puts this together in other ways.";
  const named = words.map((word) => `“${word}”`).join(", ");
  return `Some of what it says is not in the cited source: ${named}.`;
}

const unsupported = (reason: string): CheckedSentence => ({
  verdict: "unsupported",
  reason,
  isUnsure: false,
});

/** How many neighbouring sentences one quote may span. */
const quoteSentencesMax = 3;

/**
 * The span of the chunk that best carries the sentence: the run of up to three sentences that holds most of its terms, the
 * shortest of equals. Always a verbatim slice of the chunk.
 */
export function findQuote(sentence: string, chunk: RankedChunk): Quote {
  const { language, sentences } = readSource(chunk);
  const wanted = new Set(analyzeText(sentence, language));
  let best = { score: -1, start: 0, end: Math.min(chunk.text.length, 300) };
  for (let from = 0; from < sentences.length; from++) {
    const seen = new Set<string>();
    let length = 0;
    for (let to = from; to < Math.min(from + quoteSentencesMax, sentences.length); to++) {
      const terms = sentences[to]?.terms ?? [];
      length += terms.length;
      for (const term of terms) if (wanted.has(term)) seen.add(term);
      // Every term found counts one; every two dozen further terms cost one, so that a quote stays short.
      const score = seen.size - length / 24;
      if (score > best.score) best = { score, start: sentences[from]!.start, end: sentences[to]!.end };
    }
  }
  return { start: best.start, end: best.end, text: chunk.text.slice(best.start, best.end) };
}
