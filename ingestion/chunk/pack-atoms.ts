import type { TextMeasure } from "./measure-text.ts";
import type { Atom } from "./split-element.ts";
import type { Break } from "./split-paragraph.ts";
import type { TextRange } from "./text-range.ts";

export interface Packing {
  /** No chunk is longer, what it repeats included. */
  tokensMax: number;
  /** What chunks are aimed at; below the maximum, so that a good place to cut is near. */
  tokensAimed: number;
  overlapMax: number;
}

export interface Piece extends TextRange {
  /** A table's header that goes before it. */
  header: string;
  headerTokens: number;
}

/** What a cut costs, in the unit of a chunk that's empty though it could be full. Chosen by `npm run eval -- chunking`. */
const costOf: Record<Break, number> = {
  element: 0,
  line: 0.02,
  sentence: 0.1,
  clause: 0.3,
  afterHeading: 0.5,
  word: 0.6,
};

/**
 * Parts a section's atoms into chunks so that the sum of two costs is least: of places that are bad to cut, and of chunks that
 * are far from the size aimed at, squared, so that they come out about equal and none is a crumb. Each but the first repeats
 * sentences of the one before, as far as the overlap allows.
 */
export function packAtoms(atoms: Atom[], measure: TextMeasure["measure"], packing: Packing): Piece[] {
  // With the gap to the next: white space counts too.
  const tokens = atoms.map(({ start, end }, i) => measure(start, atoms[i + 1]?.start ?? end));
  const repeatedFrom = atoms.map((_, i) => overlapStart(atoms, tokens, i, packing));
  const sums = [0];
  for (const count of tokens) sums.push((sums.at(-1) ?? 0) + count);
  const tokensOf = (from: number, to: number) => (sums[to] ?? 0) - (sums[from] ?? 0);

  // cheapest[i]: the least that chunks over the first i atoms can cost; cutBefore[i]: where the last of these begins.
  const cheapest = [0];
  const cutBefore = [0];
  for (let to = 1; to <= atoms.length; to++) {
    const after = to < atoms.length ? costOf[atoms[to]?.break ?? "word"] : 0;
    let best = Number.POSITIVE_INFINITY;
    let bestFrom = to - 1;
    for (let from = to - 1; from >= 0; from--) {
      const size = (atoms[from]?.headerTokens ?? 0) + tokensOf(repeatedFrom[from] ?? from, to);
      if (size > packing.tokensMax && from < to - 1) break;
      const distance = (packing.tokensAimed - size) / packing.tokensAimed;
      const cost = (cheapest[from] ?? 0) + distance * distance + after;
      if (cost < best) {
        best = cost;
        bestFrom = from;
      }
    }
    cheapest.push(best);
    cutBefore.push(bestFrom);
  }

  const pieces: Piece[] = [];
  for (let to = atoms.length; to > 0; to = cutBefore[to] ?? 0) {
    const from = cutBefore[to] ?? 0;
    const first = atoms[Math.max(repeatedFrom[from] ?? from, from > 0 ? (cutBefore[from] ?? 0) + 1 : 0)];
    const last = atoms[to - 1];
    const { header = "", headerTokens = 0 } = atoms[from] ?? {};
    if (first && last) pieces.push({ start: first.start, end: last.end, header, headerTokens });
  }
  return pieces.reverse();
}

/** From which atom on a chunk that begins with `from` repeats: as far back as the overlap allows, with room for what's new. */
function overlapStart(
  atoms: Atom[],
  tokens: number[],
  from: number,
  { overlapMax, tokensMax }: Packing,
): number {
  let room = Math.min(overlapMax, tokensMax - (tokens[from] ?? 0) - (atoms[from]?.headerTokens ?? 0));
  let start = from;
  while (atoms[start - 1]?.mayOverlap && (tokens[start - 1] ?? 0) <= room) {
    start -= 1;
    room -= tokens[start] ?? 0;
  }
  return start;
}
