import { measureText } from "../../../ingestion/chunk/measure-text.ts";
import type { Chunk } from "../../../ingestion/chunk.ts";

/**
 * What a chunker makes that knows nothing of structure: as many words as fit into `tokensMax`, again and again, each chunk
 * beginning as many words before the end of the last as `overlapShare` allows.
 */
export function fixedSizeChunks(
  text: string,
  {
    countTokens,
    tokensMax,
    overlapShare,
  }: { countTokens(text: string): number; tokensMax: number; overlapShare: number },
): Chunk[] {
  const { measure } = measureText(text, countTokens);
  const words = Array.from(text.matchAll(/\s*\S+\s*?(?=\s|$)/g), ({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
    tokens: measure(index, index + word.length),
  }));
  /** The first word that no longer fits from `from` on, going forward or, to find where to go on, back. */
  const fill = (from: number, step: 1 | -1, room: number) => {
    let at = from;
    for (let left = room - (words[at]?.tokens ?? 0); left >= 0 && words[at]; left -= words[at]?.tokens ?? 0)
      at += step;
    return at;
  };
  const chunks: Chunk[] = [];
  for (let from = 0; from < words.length; ) {
    const to = Math.max(from + 1, fill(from, 1, tokensMax));
    const charStart = words[from]?.start ?? 0;
    const charEnd = words[to - 1]?.end ?? text.length;
    chunks.push({
      text: text.slice(charStart, charEnd),
      charStart,
      charEnd,
      headingPath: [],
      pageStart: null,
      pageEnd: null,
      pageOffsets: [],
      boxes: null,
      tokenCount: measure(charStart, charEnd),
    });
    if (to >= words.length) break;
    from = Math.max(from + 1, fill(to - 1, -1, Math.floor(tokensMax * overlapShare)) + 1);
  }
  return chunks;
}
