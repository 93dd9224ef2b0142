/** A text's terms by their numbers, each once, with how often they stand in it. */
export interface CountedText {
  ids: Int32Array;
  counts: Int32Array;
}

/** By a term's number, the texts that hold it. */
export interface Holders {
  termCount: number;
  countOf(id: number): number;
  /** In their order. */
  of(id: number): Int32Array;
  /** Where those of a term begin in a list of all terms' holders, one term's after the other's; at `termCount` its length. */
  starts: Int32Array;
}

/** Kept in two lists: one for each of 3,000 terms was a seventh of what an answer allocated. */
export function findHolders(texts: CountedText[], termCount: number): Holders {
  const starts = new Int32Array(termCount + 1);
  for (const { ids } of texts) for (const id of ids) starts[id + 1]! += 1;
  for (let id = 0; id < termCount; id++) starts[id + 1]! += starts[id] as number;
  const all = new Int32Array(starts[termCount] as number);
  const next = starts.slice(0, termCount);
  for (let i = 0; i < texts.length; i++)
    for (const id of (texts[i] as CountedText).ids) {
      all[next[id] as number] = i;
      next[id]! += 1;
    }
  return {
    termCount,
    countOf: (id) => (starts[id + 1] as number) - (starts[id] as number),
    of: (id) => all.subarray(starts[id], starts[id + 1]),
    starts,
  };
}
