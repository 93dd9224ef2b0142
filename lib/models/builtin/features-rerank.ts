import { analyzeText } from "../../analyze-text.ts";
import type { RankedChunk } from "../../turn.ts";

/**
 * `builtin/features`: relevance in 0…1 of each chunk to the question, from explainable lexical features: how much of the
 * question's weight (by rarity among the candidates) the chunk holds, whether neighbouring question terms stand together, whether
 * title and headings name it, and where fusion had it. The weights are hand-set.
 */
export function featuresRerank(question: string, chunks: RankedChunk[]): number[] {
  const asked = [...new Set(analyzeText(question))];
  const bodies = chunks.map((chunk) => analyzeText(chunk.text));
  const heads = chunks.map((chunk) => new Set(analyzeText([chunk.title, ...chunk.headingPath].join(" "))));
  const weights = asked.map((term) => {
    const holders = bodies.filter((body) => body.includes(term)).length;
    return Math.log(1 + chunks.length / (1 + holders));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const rrfMax = Math.max(...chunks.map((chunk) => chunk.scores.rrf ?? 0), Number.EPSILON);

  return chunks.map((chunk, i) => {
    const body = bodies[i] ?? [];
    const held = new Set(body);
    const share = (has: (term: string) => boolean) =>
      asked.reduce((sum, term, j) => sum + (has(term) ? (weights[j] ?? 0) : 0), 0) / total;
    const coverage = share((term) => held.has(term) || Boolean(heads[i]?.has(term)));
    const heading = share((term) => Boolean(heads[i]?.has(term)));
    const pairs = adjacentShare(asked, body);
    return 0.45 * coverage + 0.1 * heading + 0.15 * pairs + 0.3 * ((chunk.scores.rrf ?? 0) / rrfMax);
  });
}

/** Share of the question's neighbouring term pairs that stand within three terms of each other in the chunk, in order. */
function adjacentShare(asked: string[], body: string[]): number {
  if (asked.length < 2) return 0;
  const positions = Map.groupBy(body.keys(), (i) => body[i] ?? "");
  let found = 0;
  for (let i = 0; i + 1 < asked.length; i++) {
    const first = positions.get(asked[i] ?? "") ?? [];
    const second = new Set(positions.get(asked[i + 1] ?? ""));
    if (first.some((at) => second.has(at + 1) || second.has(at + 2) || second.has(at + 3))) found++;
  }
  return found / (asked.length - 1);
}
