import { attackPatterns } from "./attack-patterns.ts";

/** Buckets that words and pairs of words are hashed into. */
export const hashedSize = 4096;
/** Longer texts are read in their first and their last part: attacks stand at an end, and time is bounded. */
const charsMax = 6_000;

export interface TextFeatures {
  /** Per pattern of `attackPatterns`, whether it's there. */
  patterns: boolean[];
  /** Figures about the text as a whole. */
  figures: number[];
  /** Buckets of its words, each once. */
  buckets: Set<number>;
}

export const figureNames = ["length", "shouting", "signs", "mixed-scripts"] as const;

const invisible = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|[\ufe00-\ufe0f]/g;

/** What the detector sees of a text: patterns, figures, and its words as numbers that can't be read back. */
export function readFeatures(whole: string): TextFeatures {
  const cut =
    whole.length <= charsMax ? whole : `${whole.slice(0, charsMax / 2)}\n${whole.slice(-charsMax / 2)}`;
  const text = cut.normalize("NFKC").replaceAll(invisible, "");
  return {
    patterns: attackPatterns.map(({ pattern }) => pattern.test(text)),
    figures: figuresOf(text),
    buckets: bucketsOf(text),
  };
}

function figuresOf(text: string): number[] {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const large = text.match(/\b\p{Lu}{3,}\b/gu)?.join("").length ?? 0;
  const signs = text.match(/[^\p{L}\p{N}\s.,;:!?'"()-]/gu)?.length ?? 0;
  const hasMixedScripts =
    /\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{Script=Latin}/u.test(
      text,
    );
  return [
    Math.min(1, Math.log10(1 + text.length) / 4),
    Math.min(1, large / Math.max(1, letters)),
    Math.min(1, (4 * signs) / Math.max(1, text.length)),
    Number(hasMixedScripts),
  ];
}

function bucketsOf(text: string): Set<number> {
  const words = text.toLowerCase().match(/\p{Script=Han}|\p{L}+(?:['’]\p{L}+)*|\d+|[?!:<>{}[\]#*]/gu) ?? [];
  const buckets = new Set<number>();
  let before = "";
  for (const found of words) {
    const word = /^\d/.test(found) ? "0" : found;
    buckets.add(hash(word));
    buckets.add(hash(`${before} ${word}`));
    before = word;
  }
  return buckets;
}

/** FNV-1a over UTF-16 code units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value ^ (value >>> 15)) & (hashedSize - 1);
}
