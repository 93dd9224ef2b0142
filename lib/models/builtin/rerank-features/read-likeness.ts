import type { CountedText, Holders } from "./find-holders.ts";

export interface Likeness {
  /** For each text what the searches gave the texts most like it, from 0 to 1: the mean of `shares`, the likest counting most. */
  company: number[];
  /** From 0 to 1: how much of what the text at `i` says these terms are. */
  focusOn(ids: number[], i: number): number;
}

/** Texts whose company counts. With 3, 8 and 12 the reranker's gain over BM25 is .0006, .0017 and .0036 smaller. */
const neighbours = 5;

/**
 * Compares texts by their words (cosine of tf-idf). What is relevant to a question is like other texts that are (van Rijsbergen's cluster
 * hypothesis): a chunk found for a chance meeting of words is among texts that the searches think little of. `shares` are
 * the searches' scores; where there are too few texts, each is its own company for the rest.
 */
export function readLikeness(texts: CountedText[], holders: Holders, shares: number[]): Likeness {
  /** By how many texts hold a term. */
  const rarity = Float64Array.from({ length: texts.length + 1 }, (_, count) =>
    Math.log(1 + texts.length / Math.max(1, count)),
  );
  const weights = texts.map((text) => weigh(text, holders, rarity));
  const norms = weights.map((own) => Math.sqrt(sumOfSquares(own)) || 1);
  const likeness = likenessesOf(texts, { weights, norms, holders });
  const company = texts.map((_, i) => {
    const nearest = nearestTo(likeness.subarray(i * texts.length, (i + 1) * texts.length), i);
    let total = neighbours - nearest.length;
    let sum = total * (shares[i] ?? 0);
    for (const j of nearest) {
      const alike = likeness[i * texts.length + j] ?? 0;
      total += alike;
      sum += alike * (shares[j] ?? 0);
    }
    return total > 0 ? sum / total : 0;
  });
  const focusOn = (ids: number[], i: number) => {
    const own = texts[i]?.ids ?? nothing;
    const wanted = new Set(ids);
    let sum = 0;
    for (let at = 0; at < own.length; at++)
      if (wanted.has(own[at] as number)) sum += (weights[i]?.[at] ?? 0) ** 2;
    return Math.sqrt(sum) / (norms[i] ?? 1);
  };
  return { company, focusOn };
}

function weigh({ ids, counts }: CountedText, holders: Holders, rarity: Float64Array): Float64Array {
  const weights = new Float64Array(ids.length);
  for (let at = 0; at < ids.length; at++) {
    const count = counts[at] as number;
    const rare = rarity[holders.countOf(ids[at] as number)] as number;
    weights[at] = rare * (count === 1 ? 1 : 1 + Math.log(count));
  }
  return weights;
}

function sumOfSquares(weights: Float64Array): number {
  let sum = 0;
  for (const weight of weights) sum += weight * weight;
  return sum;
}

/** The texts most like the one at `i`, by its row of likenesses; of equal ones those that come first. */
function nearestTo(row: Float64Array, i: number): number[] {
  const nearest: number[] = [];
  for (let j = 0; j < row.length; j++) {
    if (j === i) continue;
    let place = nearest.length;
    while (place > 0 && (row[nearest[place - 1] as number] as number) < (row[j] as number)) place--;
    if (place >= neighbours) continue;
    nearest.splice(place, 0, j);
    if (nearest.length > neighbours) nearest.pop();
  }
  return nearest;
}

/** The cosine of each two texts, row by row; of a text with itself 0. By term, since most stand in one text alone. */
function likenessesOf(
  texts: CountedText[],
  { weights, norms, holders }: { weights: Float64Array[]; norms: number[]; holders: Holders },
): Float64Array {
  const size = texts.length;
  const likeness = new Float64Array(size * size);
  const { starts, termCount } = holders;
  /** By term, those of its holders that were there already, and its weight in them. */
  const before = new Int32Array(starts[termCount] as number);
  const known = new Float64Array(before.length);
  const ends = starts.slice(0, termCount);
  for (let i = 0; i < size; i++) {
    const { ids } = texts[i] as CountedText;
    const own = weights[i] as Float64Array;
    const norm = norms[i] as number;
    const row = i * size;
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at] as number;
      const start = starts[id] as number;
      if ((starts[id + 1] as number) - start < 2) continue;
      const end = ends[id] as number;
      const weight = (own[at] as number) / norm;
      for (let k = start; k < end; k++)
        likeness[row + (before[k] as number)]! += weight * (known[k] as number);
      before[end] = i;
      known[end] = weight;
      ends[id] = end + 1;
    }
  }
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) likeness[j * size + i] = likeness[i * size + j] as number;
  return likeness;
}

const nothing = new Int32Array(0);
