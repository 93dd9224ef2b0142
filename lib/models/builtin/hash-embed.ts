import { analyzeText } from "../../analyze-text.ts";

export const hashEmbedDimensions = 384;

/** 32-bit FNV-1a, over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A term's own feature weighs more than its trigrams, which are there so that related word forms still meet. */
const termWeight = 1;
const trigramWeight = 0.3;

/**
 * `builtin/hash-embed`: a unit vector of hashed terms and their character trigrams (signed feature hashing, Weinberger et
 * al. 2009; weights 1 + ln tf). Deterministic, no download, no semantics: it meets a paraphrase only where words or their
 * parts recur. A text without terms gives a fixed unit vector, since cosine distance to zero is undefined.
 */
export function hashEmbed(text: string): number[] {
  const counts = new Map<string, number>();
  for (const term of analyzeText(text)) counts.set(term, (counts.get(term) ?? 0) + 1);

  const vector = new Float64Array(hashEmbedDimensions);
  const add = (feature: string, weight: number) => {
    const hash = fnv1a(feature);
    const slot = hash % hashEmbedDimensions;
    vector[slot] = (vector[slot] ?? 0) + (hash & 0x80000000 ? -weight : weight);
  };
  for (const [term, count] of counts) {
    const tf = 1 + Math.log(count);
    add(term, termWeight * tf);
    const padded = `^${term}$`;
    for (let i = 0; i + 3 <= padded.length; i++) add(padded.slice(i, i + 3), trigramWeight * tf);
  }

  const norm = Math.hypot(...vector);
  if (norm === 0) vector[0] = 1;
  return Array.from(vector, (value) => value / (norm || 1));
}
