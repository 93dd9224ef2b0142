import { analyzeText, defaultLanguage } from "../lib/analyze-text.ts";
import { detectLanguage } from "../lib/detect-language.ts";
import type { Chunk } from "./chunk.ts";

/**
 * How often the terms of title and headings count beside those of the text. Three times the title is best on four of five sets, none
 * worse by more than .001 (nDCG@10 by once, twice, three times: scifact .695 .698 .702, cranfield .390 .394 .398, cacm .493 .510 .516).
 */
const titleWeight = 3;
const headingWeight = 2;

/** The language of a document's chunks is told by so many characters from their middle: beginnings are names and contents. */
const sampleChars = 6_000;

/** Stands between fields, so that no phrase runs from a title into a text. Neither tier takes it for a word. */
export const fieldEnd = "|";

type ChunkWords = Pick<Chunk, "headingPath" | "text">;

export interface DocumentWords {
  title: string;
  chunks: ChunkWords[];
  /** What people say it is written in, ISO 639-3: goes before what its text says. */
  givenLanguage: string | null;
  /** What its letters say it is written in, ISO 639-3. */
  guessedLanguage: string | null;
  /** Of the collection's documents that don't tell their own. */
  collectionLanguage: string | null;
}

/**
 * The language in which a document is indexed, ISO 639-3, and the terms of each of its chunks: of title, headings and text, with
 * `fieldEnd` between them.
 */
export function analyzeChunks({
  title,
  chunks,
  givenLanguage,
  guessedLanguage,
  collectionLanguage,
}: DocumentWords): {
  language: string;
  terms: string[][];
} {
  const language =
    givenLanguage ??
    detectLanguage(sampleOf(chunks), {
      guess: guessedLanguage,
      fallback: collectionLanguage ?? defaultLanguage,
    });
  const titleTerms = fieldOf(analyzeText(title, language), titleWeight);
  const terms = chunks.map(({ headingPath, text }) => {
    // The first heading often is the title.
    const headings = headingPath.filter((heading) => heading !== title).join("\n");
    const headingTerms = fieldOf(analyzeText(headings, language), headingWeight);
    return [...titleTerms, ...headingTerms, ...analyzeText(text, language)];
  });
  return { language, terms };
}

function fieldOf(terms: string[], weight: number): string[] {
  return terms.length === 0 ? [] : Array.from({ length: weight }, () => [...terms, fieldEnd]).flat();
}

function sampleOf(chunks: ChunkWords[]): string {
  let sample = "";
  for (let i = Math.floor(chunks.length / 2); i < chunks.length && sample.length < sampleChars; i++)
    sample += `${chunks[i]?.text}\n`;
  return sample.slice(0, sampleChars);
}
