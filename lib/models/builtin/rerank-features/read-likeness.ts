/** A text's terms, each once, with how often they stand in it. */
export type CountedText = [term: string, count: number][];

export interface Likeness {
  /** For each text what the searches gave the texts most like it, from 0 to 1: the mean of `shares`, the likest counting most. */
  company: number[];
  /** From 0 to 1: how much of what the text at `i` says these terms are. */
  focusOn(terms: string[], i: number): number;
}

/** Texts whose company counts. With 3, 8 and 12 the reranker's gain over BM25 is .0006, .0017 and .0036 smaller. */
const neighbours = 5;

/**
 * Compares texts by their words (cosine of tf-idf). What is relevant to a question is like other texts that are (van Rijsbergen's cluster
 * hypothesis): a chunk found for a chance meeting of words is among texts that the searches think little of. `shares` are the
 * searches' scores; where there are too few texts, each is its own company for the rest. 2 ms for 50 texts of 150 words.
 */
export function readLikeness(
  texts: CountedText[],
  holdersOf: ReadonlyMap<string, number>,
  shares: number[],
): Likeness {
  const rarityOf = (term: string) => Math.log(1 + texts.length / (holdersOf.get(term) ?? 1));
  const weightsOf = texts.map(
    (text) => new Map(text.map(([term, count]) => [term, (1 + Math.log(count)) * rarityOf(term)])),
  );
  const norms = weightsOf.map((weights) => Math.hypot(...weights.values()) || 1);
  const likeness = likenessesOf(weightsOf, norms);
  const company = texts.map((_, i) => {
    const nearest = texts
      .map((_, j) => ({ share: shares[j] ?? 0, likeness: likeness[i * texts.length + j] ?? 0, j }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, neighbours);
    const own = { share: shares[i] ?? 0, likeness: neighbours - nearest.length };
    const all = [...nearest, own];
    const total = all.reduce((sum, each) => sum + each.likeness, 0);
    return total > 0 ? all.reduce((sum, each) => sum + each.likeness * each.share, 0) / total : 0;
  });
  const focusOn = (terms: string[], i: number) =>
    Math.hypot(...terms.map((term) => weightsOf[i]?.get(term) ?? 0)) / (norms[i] ?? 1);
  return { company, focusOn };
}

/** The cosine of each two texts, row by row; of a text with itself 0. By term, since most stand in few of them. */
function likenessesOf(weightsOf: Map<string, number>[], norms: number[]): Float64Array {
  const size = weightsOf.length;
  const holdersOf = new Map<string, number[]>();
  for (const [i, weights] of weightsOf.entries())
    for (const term of weights.keys()) {
      const holders = holdersOf.get(term);
      if (holders) holders.push(i);
      else holdersOf.set(term, [i]);
    }
  const likeness = new Float64Array(size * size);
  for (const [term, holders] of holdersOf) {
    if (holders.length < 2) continue;
    const weights = holders.map((i) => (weightsOf[i]?.get(term) ?? 0) / (norms[i] ?? 1));
    for (let a = 0; a < holders.length; a++)
      for (let b = 0; b < holders.length; b++) {
        if (a === b) continue;
        const pair = (holders[a] as number) * size + (holders[b] as number);
        likeness[pair] = (likeness[pair] as number) + (weights[a] as number) * (weights[b] as number);
      }
  }
  return likeness;
}
