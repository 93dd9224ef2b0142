/**
 * In: a question's terms and the candidates' terms, as they're indexed. Out: the figures of lib/rerank-features.ts for each
 * candidate, all but `length` from 0 to 1. Pure, and independent of language. Each candidate's terms are walked once.
 */
import type { RerankFeature } from "../../../rerank-features.ts";
import { type CountedText, readLikeness } from "./read-likeness.ts";

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
  const texts = candidates.map((candidate) => readText(candidate.terms));
  const vocabulary = countHolders(texts);
  const asked = weighTerms(terms, vocabulary, candidates.length);
  const parts = asked.terms.map((term) => findParts(term, vocabulary));
  const fusedMax = Math.max(...candidates.map(({ fusedScore }) => fusedScore), Number.EPSILON);
  const averageLength = texts.reduce((sum, { length }) => sum + length, 0) / texts.length || 1;
  const fusedShares = candidates.map(({ fusedScore }) => fusedScore / fusedMax);
  const { company, focusOn } = readLikeness(texts.map(countTerms), vocabulary, fusedShares);

  return texts.map((text, i) => {
    const { headingTerms = [], ordinal = 0 } = candidates[i] ?? {};
    const positions = asked.terms.map((term) => text.positions.get(term) ?? []);
    const holds = (at: number) => (positions[at]?.length ?? 0) > 0;
    const hits = findHits(positions);
    const heading = new Set(headingTerms);
    return {
      fused: fusedShares[i] ?? 0,
      company: company[i] ?? 0,
      coverage: asked.share((at) => (holds(at) ? 1 : 0)),
      partial: asked.share((at) => (holds(at) ? 0 : bestPart(parts[at] ?? [], text))),
      pairs: pairShare(terms, asked, text),
      within10: bestWindow(hits, asked.weights, 10),
      within20: bestWindow(hits, asked.weights, 20),
      tight: tightestShare(hits),
      often: oftenOf(positions),
      focus: focusOn(asked.terms, i),
      early: hits[0] ? 1 / (1 + hits[0].position / 20) : 0,
      headings: asked.share((at) => (heading.has(asked.terms[at] ?? "") ? 1 : 0)),
      numbers: numberShare(asked.terms, text),
      length: Math.log(text.length / averageLength + 0.05),
      variety: text.positions.size / Math.max(1, text.length),
      position: 1 / (1 + ordinal),
    };
  });
}

interface ReadText {
  length: number;
  /** Where each term stands, in order. */
  positions: Map<string, number[]>;
}

function readText(terms: string[]): ReadText {
  const positions = new Map<string, number[]>();
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i] as string;
    const known = positions.get(term);
    if (known) known.push(i);
    else positions.set(term, [i]);
  }
  return { length: terms.length, positions };
}

const countTerms = ({ positions }: ReadText): CountedText =>
  Array.from(positions, ([term, standing]) => [term, standing.length]);

/** In how many texts each term stands. */
function countHolders(texts: ReadText[]): Map<string, number> {
  const holders = new Map<string, number>();
  for (const { positions } of texts)
    for (const term of positions.keys()) holders.set(term, (holders.get(term) ?? 0) + 1);
  return holders;
}

interface AskedTerms {
  /** Each once. */
  terms: string[];
  /** By rarity among the candidates; their sum is 1. */
  weights: number[];
  /** The weighted mean over the terms. */
  share(of: (at: number) => number): number;
}

function weighTerms(terms: string[], vocabulary: Map<string, number>, count: number): AskedTerms {
  const distinct = [...new Set(terms)];
  const rarity = distinct.map((term) => Math.log(1 + count / (1 + (vocabulary.get(term) ?? 0))));
  const total = rarity.reduce((sum, weight) => sum + weight, 0) || 1;
  const weights = rarity.map((weight) => weight / total);
  return {
    terms: distinct,
    weights,
    share: (of) => weights.reduce((sum, weight, at) => sum + weight * of(at), 0),
  };
}

interface Part {
  term: string;
  /** How much of the longer word the shorter one, or their common beginning, is. */
  likeness: number;
}

const partCharsMin = 4;
const prefixCharsMin = 5;

/** Other forms of a term, compounds with it, and parts of it, the likest first: "versicherung" in "lebensversicherung". */
function findParts(term: string, vocabulary: Map<string, number>): Part[] {
  if (term.length < partCharsMin) return [];
  const parts: Part[] = [];
  for (const other of vocabulary.keys()) {
    const likeness = other === term ? 0 : likenessOf(term, other);
    if (likeness > 0) parts.push({ term: other, likeness });
  }
  return parts.sort((a, b) => b.likeness - a.likeness);
}

function likenessOf(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < partCharsMin) return 0;
  if (long.includes(short)) return short.length / long.length;
  let common = 0;
  while (common < short.length && short.charCodeAt(common) === long.charCodeAt(common)) common++;
  return common >= prefixCharsMin ? common / long.length : 0;
}

const bestPart = (parts: Part[], { positions }: ReadText) =>
  parts.find(({ term }) => positions.has(term))?.likeness ?? 0;

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
function pairShare(terms: string[], asked: AskedTerms, { positions }: ReadText): number {
  const weightOf = new Map(asked.terms.map((term, at) => [term, asked.weights[at] ?? 0]));
  let [found, total] = [0, 0];
  for (let i = 0; i + 1 < terms.length; i++) {
    const [first = "", second = ""] = [terms[i], terms[i + 1]];
    if (first === second) continue;
    const weight = (weightOf.get(first) ?? 0) + (weightOf.get(second) ?? 0);
    total += weight;
    const after = positions.get(second);
    if (after && positions.get(first)?.some((position) => after.includes(position + 1))) found += weight;
  }
  return total > 0 ? found / total : 0;
}

function numberShare(terms: string[], { positions }: ReadText): number {
  const numbers = terms.filter((term) => /^\d/.test(term));
  return numbers.length > 0 ? numbers.filter((term) => positions.has(term)).length / numbers.length : 0;
}
