import { franc } from "franc-min";
import type { ClaimedDocument } from "../db/document-claims.ts";
import { defaultChunking, type Receipt } from "../lib/document.ts";
import type { EmbeddedTexts } from "../lib/models/embed.ts";
import type { ParsedDocument } from "./parse/element.ts";
import { type ScoredChunk, warnOfInstructions } from "./score-chunks.ts";

/** The language is guessed from this much of the text's middle: the beginning is often names and tables of contents. */
const languageChars = 6000;
/** Less than a sentence is a coin toss between neighbours. */
const languageCharsMin = 80;

/** What was done with the document, for people to check. */
export function writeReceipt(
  document: ClaimedDocument,
  parsed: ParsedDocument,
  chunks: ScoredChunk[],
  embedded: EmbeddedTexts,
  stageMs: Receipt["stageMs"],
): Receipt {
  return {
    parser: parsed.parser,
    mediaType: document.mediaType,
    byteSize: document.byteSize,
    pages: parsed.pageStarts?.length ?? null,
    charactersPerPage: charactersPerPage(parsed),
    characters: parsed.text.length,
    ocrPages: parsed.ocrPages ?? [],
    tables: parsed.tables,
    imagesSkipped: parsed.imagesSkipped,
    droppedLines: parsed.droppedLines ?? 0,
    language: languageOf(parsed.text),
    chunks: chunks.length,
    tokens: chunks.reduce((sum, chunk) => sum + chunk.tokenCount, 0),
    embeddingModel: document.embeddingModel,
    chunking: document.chunking ?? defaultChunking,
    costMicroUsd: embedded.costMicroUsd,
    stageMs,
    warnings: [...parsed.warnings, warnOfInstructions(chunks)].filter((warning) => warning !== null),
  };
}

function charactersPerPage({ text, pageStarts }: ParsedDocument): number[] | null {
  return pageStarts?.map((start, i) => text.slice(start, pageStarts[i + 1]).trim().length) ?? null;
}

/** ISO 639-3, or null where there is too little text to tell. */
export function languageOf(text: string): string | null {
  const from = Math.max(0, Math.floor((text.length - languageChars) / 2));
  const language = franc(text.slice(from, from + languageChars), { minLength: languageCharsMin });
  return language === "und" ? null : language;
}
