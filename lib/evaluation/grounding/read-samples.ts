import { z } from "zod";
import { readSource, type Source } from "../../generation/verification/read-source.ts";
import { splitSentences } from "../../split-sentences.ts";
import type { RankedChunk } from "../../turn.ts";
import { readJsonl } from "../read-dataset.ts";

const sampleSchema = z.object({
  id: z.string(),
  source: z.string(),
  summary: z.string(),
  worst: z.enum(["Consistent", "Benign", "Questionable", "Unwanted"]),
  spans: z.array(z.object({ start: z.number(), end: z.number(), label: z.array(z.string()) })).default([]),
  summarizer: z.string().default(""),
  /** What other detectors made of it, from 0, unfaithful, to 1; null where one had nothing to say. */
  detectors: z.record(z.string(), z.number().nullable()).default({}),
});

export interface GroundingSample {
  id: string;
  /** The batch in which it was labelled; no source is in two. */
  batch: string;
  summarizer: string;
  detectors: Record<string, number | null>;
  sourceChars: number;
  chunk: RankedChunk;
  source: Source;
  /** Null where the people who labelled it were of two minds themselves. */
  isFaithful: boolean | null;
  sentences: { text: string; isUnsupported: boolean }[];
}

/**
 * Reads samples {id, source, summary, worst, spans}, as in FaithBench: `worst` is the worst label that people gave the summary and
 * `spans` are the stretches that they gave it for. Consistent and Benign count as faithful, Unwanted as not. A sentence is unsupported
 * where it touches an Unwanted span.
 */
export async function readGroundingSamples(path: string): Promise<GroundingSample[]> {
  const samples = await readJsonl(path, sampleSchema);
  return samples.map(({ id, source, summary, worst, spans, summarizer, detectors }) => {
    const chunk = asChunk(source);
    const unwanted = spans.filter(({ label }) => label.some((each) => each.startsWith("Unwanted")));
    return {
      id,
      batch: id.split("-")[0] ?? id,
      summarizer,
      detectors,
      sourceChars: source.length,
      chunk,
      source: readSource(chunk),
      isFaithful: worst === "Questionable" ? null : worst !== "Unwanted",
      sentences: splitSentences(summary).map(({ text, start, end }) => ({
        text,
        isUnsupported: unwanted.some((span) => span.start < end && start < span.end),
      })),
    };
  });
}

/** A text as a chunk that can be cited. */
export function asChunk(text: string, title = ""): RankedChunk {
  const scores = { bm25: null, vector: null, fused: null, relevance: null };
  const place = { documentId: "", collectionId: "", title, page: null, pageOffsets: [], headingPath: [] };
  return { chunkId: "", ...place, ordinal: 0, text, tokenCount: 0, scores };
}
