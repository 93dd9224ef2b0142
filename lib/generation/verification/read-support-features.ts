import { analyzeText } from "../../analyze-text.ts";
import { gramsOf, pairsOf, plainOf, type Source } from "./read-source.ts";

/**
 * What the support of a sentence is told by beyond its numbers and names: how many of its words no source has, the shares of its
 * pairs of words and of its runs of four characters that none has, and its length. Left out, since held-out batches gained nothing by
 * them: how far apart its words stand in the source, and words of cause, time, degree and praise that the source lacks.
 */
export const supportFeatureNames = ["unfound", "newPairs", "newGrams", "length"] as const;
export type SupportFeature = (typeof supportFeatureNames)[number];
export type SupportFeatures = Record<SupportFeature, number>;

export interface ReadSentence {
  features: SupportFeatures;
  /** Its terms without numbers, which are compared as numbers. */
  terms: ReadonlySet<string>;
  /** The terms that no source has, not even by their beginning. */
  unfound: string[];
}

/** More are no worse. */
const unfoundMax = 8;
/** What begins alike is mostly the same word in another form: "financial", "finances". */
const beginningChars = 5;

export function readSentence(sentence: string, sources: Source[]): ReadSentence {
  const language = sources[0]?.language;
  const sequence = analyzeText(sentence, language);
  const terms = new Set(sequence.filter((term) => !/^\d+$/.test(term)));
  const missing = [...terms].filter((term) => !sources.some((source) => source.terms.has(term)));
  const unfound = missing.filter(
    (term) =>
      term.length < beginningChars ||
      !sources.some(({ plain }) => plain.includes(` ${term.slice(0, beginningChars)}`)),
  );
  const share = (items: string[], holds: (source: Source, item: string) => boolean) =>
    items.length === 0
      ? 0
      : items.filter((item) => !sources.some((source) => holds(source, item))).length / items.length;
  return {
    terms,
    unfound,
    features: {
      unfound: Math.min(unfoundMax, unfound.length),
      newPairs: share(pairsOf(sequence), ({ pairs }, pair) => pairs.has(pair)),
      newGrams: share(gramsOf(plainOf(sentence)), ({ plain }, gram) => plain.includes(gram)),
      length: Math.log(1 + terms.size),
    },
  };
}
