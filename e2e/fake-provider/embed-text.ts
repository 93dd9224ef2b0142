import { crc32 } from "node:zlib";
import { keyWordOf, wordsOf } from "./key-words.ts";

/**
 * A unit vector that depends on the text alone: each key word and each of its character trigrams adds ±1 at a hashed
 * place, so that texts that share words are near each other. Never the zero vector, also for text without words.
 */
export function embedText(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const add = (feature: string, weight: number) => {
    const hash = crc32(feature);
    const place = hash % dimensions;
    vector[place] = (vector[place] ?? 0) + (hash >>> 31 === 0 ? weight : -weight);
  };
  for (const word of wordsOf(text)) {
    const key = keyWordOf(word);
    if (!key) continue;
    add(`word ${key}`, 1);
    for (let at = 0; at + 3 <= key.length; at++) add(`trigram ${key.slice(at, at + 3)}`, 0.3);
  }
  if (vector.every((value) => value === 0)) add(`text ${text}`, 1);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
