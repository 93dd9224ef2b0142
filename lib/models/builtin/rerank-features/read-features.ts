/**
 * In: a question's terms and the candidates' terms, as they're indexed. Out: the figures of lib/rerank-features.ts for each
 * candidate, all but `length` from 0 to 1. Pure, and independent of language. Each candidate's terms are walked once.
 */
import type { RerankFeature } from "../../../rerank-features.ts";
import { type CountedText, findHolders, type Holders } from "./find-holders.ts";
import { openPartFinder, type Part, type Vocabulary } from "./find-parts.ts";
import { readLikeness } from "./read-likeness.ts";

export interface FeatureCandidate {
  /** Index terms in order: title, headings, text. */
  terms: string[];
  /** Those of title and headings alone. */
  headingTerms: string[];
  /** Its place in the document, from 0. */
  ordinal: number;
  fusedScore: number;
}

export type Features = Record<RerankFeature, number>;

/** The features of each candidate. `terms` are the question's, in order, with repeats. */
export function readFeatures(terms: string[], candidates: FeatureCandidate[]): Features[] {
  const distinct = [...new Set(terms)];
  const vocabulary = createVocabulary(distinct);
  const texts = candidates.map((candidate, i) => readText(candidate.terms, i, vocabulary));
  const holders = findHolders(texts, vocabulary.terms.length);
  const asked = weighTerms(distinct, holders, candidates.length);
  const findParts = openPartFinder(vocabulary, holders);
  const parts = distinct.map(findParts);
  const fusedMax = Math.max(...candidates.map(({ fusedScore }) => fusedScore), Number.EPSILON);
  const averageLength = texts.reduce((sum, { length }) => sum + length, 0) / texts.length || 1;
  const fusedShares = candidates.map(({ fusedScore }) => fusedScore / fusedMax);
  const { company, focusOn } = readLikeness(texts, holders, fusedShares);
  const askedIds = distinct.map((_, at) => at);

  return texts.map((text, i) => {
    const { headingTerms = [], ordinal = 0 } = candidates[i] ?? {};
    const { positions } = text;
    const holds = (at: number) => (positions[at]?.length ?? 0) > 0;
    const hits = findHits(positions);
    const heading = new Set(headingTerms);
    return {
      fused: fusedShares[i] ?? 0,
      company: company[i] ?? 0,
      coverage: asked.share((at) => (holds(at) ? 1 : 0)),
      partial: asked.share((at) => (holds(at) ? 0 : bestPart(parts[at] ?? [], i, holders))),
      pairs: pairShare(terms, asked, positions),
      within10: bestWindow(hits, asked.weights, 10),
      within20: bestWindow(hits, asked.weights, 20),
      tight: tightestShare(hits),
      often: oftenOf(positions),
      focus: focusOn(askedIds, i),
      early: hits[0] ? 1 / (1 + hits[0].position / 20) : 0,
      headings: asked.share((at) => (heading.has(distinct[at] ?? "") ? 1 : 0)),
      numbers: numberShare(terms, asked, holds),
      length: Math.log(text.length / averageLength + 0.05),
      variety: text.ids.length / Math.max(1, text.length),
      position: 1 / (1 + ordinal),
    };
  });
}

const createVocabulary = (asked: string[]): Vocabulary => ({
  terms: [...asked],
  idOf: new Map(asked.map((term, id) => [term, id])),
  places: asked.map(() => 0),
  readLastIn: asked.map(() => -1),
  askedCount: asked.length,
});

interface ReadText extends CountedText {
  length: number;
  /** Where each asked term stands, in order. */
  positions: number[][];
}

/** Reads the text at `i`, after those before it, and enters its terms into the vocabulary. */
function readText(terms: string[], i: number, vocabulary: Vocabulary): ReadText {
  const { idOf, places, readLastIn, askedCount } = vocabulary;
  const ids = new Int32Array(terms.length);
  const counts = new Int32Array(terms.length);
  let distinct = 0;
  const positions: number[][] = Array.from({ length: askedCount }, () => []);
  for (let position = 0; position < terms.length; position++) {
    const term = terms[position] as string;
    let id = idOf.get(term);
    if (id === undefined) {
      id = vocabulary.terms.push(term) - 1;
      idOf.set(term, id);
      readLastIn.push(-1);
      places.push(0);
    }
    if (readLastIn[id] !== i) {
      readLastIn[id] = i;
      places[id] = distinct;
      ids[distinct] = id;
      distinct += 1;
    }
    counts[places[id] as number]! += 1;
    if (id < askedCount) positions[id]?.push(position);
  }
  return {
    length: terms.length,
    ids: ids.subarray(0, distinct),
    counts: counts.subarray(0, distinct),
    positions,
  };
}

interface AskedTerms {
  /** The place of each, without repeats. */
  placeOf: ReadonlyMap<string, number>;
  /** By rarity among the candidates; their sum is 1. */
  weights: number[];
  /** The weighted mean over the terms. */
  share(of: (at: number) => number): number;
}

function weighTerms(distinct: string[], holders: Holders, count: number): AskedTerms {
  const rarity = distinct.map((_, id) => Math.log(1 + count / (1 + holders.countOf(id))));
  const total = rarity.reduce((sum, weight) => sum + weight, 0) || 1;
  const weights = rarity.map((weight) => weight / total);
  return {
    placeOf: new Map(distinct.map((term, at) => [term, at])),
    weights,
    share: (of) => weights.reduce((sum, weight, at) => sum + weight * of(at), 0),
  };
}

const bestPart = (parts: Part[], i: number, holders: Holders) =>
  parts.find(({ id }) => holders.of(id).includes(i))?.likeness ?? 0;

interface Hit {
  position: number;
  /** Index into the asked terms. */
  at: number;
}

/** Every occurrence of an asked term, in the order of the text. */
function findHits(positions: number[][]): Hit[] {
  return positions
    .flatMap((standing, at) => standing.map((position) => ({ position, at })))
    .sort((a, b) => a.position - b.position);
}

/** The most weight of distinct asked terms within so many terms of the text. */
function bestWindow(hits: Hit[], weights: number[], size: number): number {
  const inside = new Array<number>(weights.length).fill(0);
  let [weight, best, start] = [0, 0, 0];
  for (const { position, at } of hits) {
    if (inside[at] === 0) weight += weights[at] ?? 0;
    inside[at] = (inside[at] ?? 0) + 1;
    for (let first = hits[start]; first && position - first.position >= size; first = hits[start]) {
      inside[first.at] = (inside[first.at] ?? 0) - 1;
      if (inside[first.at] === 0) weight -= weights[first.at] ?? 0;
      start++;
    }
    best = Math.max(best, weight);
  }
  return best;
}

/** Of the shortest stretch of text with all the asked terms that the text holds, the share that they are; 0 for a single term. */
function tightestShare(hits: Hit[]): number {
  const held = new Set(hits.map(({ at }) => at)).size;
  if (held < 2) return 0;
  const inside = new Map<number, number>();
  let [shortest, start] = [Number.POSITIVE_INFINITY, 0];
  for (const { position, at } of hits) {
    inside.set(at, (inside.get(at) ?? 0) + 1);
    for (let first = hits[start]; first && inside.size === held; first = hits[++start]) {
      shortest = Math.min(shortest, position - first.position + 1);
      const left = (inside.get(first.at) ?? 0) - 1;
      if (left > 0) inside.set(first.at, left);
      else inside.delete(first.at);
    }
  }
  return Math.min(1, held / shortest);
}

/** How many repeats of a term count as half as much as any number of them. */
const repeatsHalf = 2;

/** How often the text says the asked term that it says most, from 0 to 1. */
function oftenOf(positions: number[][]): number {
  const most = Math.max(0, ...positions.map((standing) => standing.length));
  return most / (most + repeatsHalf);
}

/** The weighted share of the question's neighbouring terms that stand side by side and in order. */
function pairShare(terms: string[], { placeOf, weights }: AskedTerms, positions: number[][]): number {
  let [found, total] = [0, 0];
  for (let i = 0; i + 1 < terms.length; i++) {
    const first = placeOf.get(terms[i] ?? "") ?? 0;
    const second = placeOf.get(terms[i + 1] ?? "") ?? 0;
    if (first === second) continue;
    const weight = (weights[first] ?? 0) + (weights[second] ?? 0);
    total += weight;
    const after = positions[second] ?? [];
    if (positions[first]?.some((position) => after.includes(position + 1))) found += weight;
  }
  return total > 0 ? found / total : 0;
}

function numberShare(terms: string[], { placeOf }: AskedTerms, holds: (at: number) => boolean): number {
  const numbers = [...new Set(terms)].filter((term) => /^\d/.test(term));
  return numbers.length > 0
    ? numbers.filter((term) => holds(placeOf.get(term) ?? -1)).length / numbers.length
    : 0;
}
