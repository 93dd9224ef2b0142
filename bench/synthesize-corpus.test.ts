import { expect, test } from "vitest";
import { analyzeText } from "../lib/analyze-text.ts";
import { seededRandom } from "../lib/evaluation/seeded-random.ts";
import { askAbout, openReservoir, type SyntheticChunk, synthesizeChunks } from "./synthesize-corpus.ts";

const take = (count: number, seed = 1) => synthesizeChunks(seed).take(count).toArray();
const chunks = take(1500);
const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const meanCosine = (pairs: [SyntheticChunk, SyntheticChunk][]) =>
  pairs.reduce((sum, [a, b]) => sum + cosine(a.embedding, b.embedding), 0) / pairs.length;

test("the same seed gives the same corpus, of which a smaller one is the beginning", () => {
  expect(take(50)).toEqual(chunks.slice(0, 50));
  expect(take(50, 2)).not.toEqual(chunks.slice(0, 50));
});

test("documents come one after the other, each with its chunks in order", () => {
  for (const [i, { document, ordinal }] of chunks.entries()) {
    const before = chunks[i - 1];
    if (before?.document === document) expect(ordinal).toBe(before.ordinal + 1);
    else expect([document, ordinal]).toEqual([before ? before.document + 1 : 0, 0]);
  }
});

test("few words stand in many chunks, and most in few", () => {
  const chunksWith = new Map<string, number>();
  for (const { text } of chunks)
    for (const term of new Set(analyzeText(text))) chunksWith.set(term, (chunksWith.get(term) ?? 0) + 1);
  const counts = [...chunksWith.values()].sort((a, b) => b - a);
  expect((counts[0] ?? 0) / chunks.length).toBeGreaterThan(0.3);
  expect((counts[0] ?? 0) / chunks.length).toBeLessThan(0.7);
  expect(counts.filter((count) => count <= 2).length / counts.length).toBeGreaterThan(0.5);
});

test("vectors have length 1, and are nearer to each other within a document than anywhere", () => {
  expect(cosine(chunks[0]?.embedding as Float32Array, chunks[0]?.embedding as Float32Array)).toBeCloseTo(1);
  const neighbours = chunks.flatMap((chunk, i): [SyntheticChunk, SyntheticChunk][] => {
    const next = chunks[i + 1];
    return next?.document === chunk.document ? [[chunk, next]] : [];
  });
  const strangers = chunks
    .slice(0, 700)
    .map((chunk, i): [SyntheticChunk, SyntheticChunk] => [chunk, chunks[i + 750] as SyntheticChunk]);
  expect(meanCosine(neighbours)).toBeCloseTo(0.8, 1);
  expect(meanCosine(strangers)).toBeLessThan(0.3);
});

test("a question asks for words of its chunk and lies near it", () => {
  const random = seededRandom(3);
  for (const chunk of chunks.slice(0, 20)) {
    const question = askAbout(chunk, random);
    const terms = analyzeText(question.text);
    expect(terms.length).toBeGreaterThan(0);
    expect(analyzeText(chunk.text)).toEqual(expect.arrayContaining(terms));
    expect(cosine(question.embedding, chunk.embedding)).toBeGreaterThan(0.65);
  }
});

test("a reservoir keeps a sample of all that it was offered, and all of what is less than its size", () => {
  const few = openReservoir<number>(10, seededRandom(1));
  for (let i = 0; i < 5; i++) few.offer(i);
  expect(few.kept).toEqual([0, 1, 2, 3, 4]);

  const many = openReservoir<number>(200, seededRandom(1));
  for (let i = 0; i < 10_000; i++) many.offer(i);
  expect(many.kept).toHaveLength(200);
  const late = many.kept.filter((i) => i >= 5000).length;
  expect(late).toBeGreaterThan(70);
  expect(late).toBeLessThan(130);
});
