/**
 * The gate that runs with every `npm test`: documents and questions written for this project, of each kind that retrieval must
 * master, through the product's own index path, condensing and `retrieve`. Each threshold is what it
 * reached when it was set, less one question that slips to the second place.
 */
import { fileURLToPath } from "node:url";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { closePool } from "../../../db/client.ts";
import { findSearchScope } from "../../../db/search.ts";
import { makeTurn } from "../../../db/testing/make-turn.ts";
import { retrieve } from "../../answer-question.ts";
import { condenseQuestion } from "../../conversation/condense-question.ts";
import { liveModels } from "../../models/live-models.ts";
import { startMeter } from "../../models/meter.ts";
import { recallAt, reciprocalRankAt } from "../../retrieval-metrics.ts";
import type { searchModes } from "../../search.ts";
import { loadCorpus } from "../load-corpus.ts";
import { corpusDocumentSchema, readJsonl } from "../read-dataset.ts";
import { rankDocuments } from "../retrieval/rank-documents.ts";

const folder = fileURLToPath(new URL("small-set", import.meta.url));
const questionSchema = z.object({
  id: z.string(),
  kind: z.string(),
  text: z.string(),
  relevant: z.array(z.string()),
  history: z.array(z.object({ role: z.enum(["user", "assistant"]), text: z.string() })).default([]),
});

/** The least mean MRR@10 of each kind of question by hybrid search with reranking. */
const leastByKind: Record<string, number> = {
  plain: 0.95,
  identifier: 0.92,
  "part number": 0.92,
  typo: 0.85,
  phrase: 0.85,
  german: 0.85,
  chinese: 0.8,
  thai: 0.8,
  "follow-up": 0.9,
};

const questions = await readJsonl(`${folder}/questions.jsonl`, questionSchema);
let ask: (question: (typeof questions)[number], mode: (typeof searchModes)[number]) => Promise<string[]>;

beforeAll(async () => {
  const corpus = await readJsonl(`${folder}/corpus.jsonl`, corpusDocumentSchema);
  const { principal, collectionId, corpusIdsOf } = await loadCorpus(corpus, {
    name: "small set",
    isQuiet: true,
  });
  const scope = await findSearchScope(principal, [collectionId]);
  const tools = { models: liveModels, meter: startMeter({ principal, requestId: uuidv7() }) };
  ask = async ({ text, history }, mode) => {
    const condensed = await condenseQuestion(makeTurn(principal, text, { history }), history, tools);
    const { chunks } = await retrieve(principal, { ...condensed, scope, mode }, tools);
    return rankDocuments(chunks, corpusIdsOf);
  };
}, 120_000);
afterAll(closePool);

const relevanceOf = ({ relevant }: { relevant: string[] }) => new Map(relevant.map((id) => [id, 1]));

describe("on the small set, hybrid search with reranking", () => {
  test.for(Object.entries(leastByKind))(
    "finds what %s questions ask for: MRR@10 of at least %d",
    async ([kind, least]) => {
      const asked = questions.filter((question) => question.kind === kind);
      const ranks: { text: string; reciprocalRank: number; first: string | undefined }[] = [];
      for (const question of asked) {
        const ranked = await ask(question, "hybrid");
        const reciprocalRank = reciprocalRankAt(ranked, relevanceOf(question), 10);
        ranks.push({ text: question.text, reciprocalRank, first: ranked[0] });
      }
      const mean = ranks.reduce((sum, { reciprocalRank }) => sum + reciprocalRank, 0) / ranks.length;
      expect(
        mean,
        JSON.stringify(
          ranks.filter(({ reciprocalRank }) => reciprocalRank < 1),
          null,
          2,
        ),
      ).toBeGreaterThanOrEqual(least);
    },
  );

  test("has nearly everything among the first ten, as BM25 has alone", async () => {
    const recallOf = async (mode: (typeof searchModes)[number]) => {
      let sum = 0;
      for (const question of questions) sum += recallAt(await ask(question, mode), relevanceOf(question), 10);
      return sum / questions.length;
    };
    expect(await recallOf("hybrid")).toBeGreaterThanOrEqual(0.98);
    expect(await recallOf("bm25")).toBeGreaterThanOrEqual(0.95);
  }, 60_000);
});
