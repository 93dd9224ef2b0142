export interface WordChange {
  text: string;
  change: "same" | "added" | "removed";
}

const wordsMax = 400;

/** What was changed of a text, word by word; of very long ones nothing but the new text. */
export function diffWords(before: string, after: string): WordChange[] {
  const a = before.split(/\s+/).filter(Boolean);
  const b = after.split(/\s+/).filter(Boolean);
  if (a.length > wordsMax || b.length > wordsMax) return [{ text: after, change: "same" }];
  const changes = walk(a, b, commonLengths(a, b));
  return merge(changes);
}

/** `lengths[i][j]`: how many words `a` from i and `b` from j have in common, in order. */
function commonLengths(a: string[], b: string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const [row, below] = [lengths[i] ?? [], lengths[i + 1] ?? []];
      row[j] = isSame(a[i], b[j]) ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return lengths;
}

function walk(a: string[], b: string[], lengths: number[][]): WordChange[] {
  const changes: WordChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [removed, added] = [a[i], b[j]];
    if (removed !== undefined && added !== undefined && isSame(removed, added)) {
      changes.push({ text: added, change: "same" });
      i++;
      j++;
    } else if (added === undefined || (lengths[i + 1]?.[j] ?? -1) >= (lengths[i]?.[j + 1] ?? 0)) {
      changes.push({ text: removed ?? "", change: "removed" });
      i++;
    } else {
      changes.push({ text: added, change: "added" });
      j++;
    }
  }
  return changes;
}

/** Case and marks around a word are no change. */
const bare = (word: string | undefined) =>
  word?.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
const isSame = (a: string | undefined, b: string | undefined) => bare(a) === bare(b);

/** Neighbours of one kind as one stretch. */
function merge(changes: WordChange[]): WordChange[] {
  const merged: WordChange[] = [];
  for (const { text, change } of changes) {
    const last = merged.at(-1);
    if (last?.change === change) last.text += ` ${text}`;
    else merged.push({ text, change });
  }
  return merged;
}
