/**
 * `npm run eval -- set`: measures a set that an admin exported, through a running Lectern's `/api/v1/search`, as any client would. The
 * report has the form of a retrieval report, so that two of them can be compared.
 */
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { showProgress } from "../../../scripts/show-progress.mjs";
import { evaluationSetFileSchema } from "../../evaluation-set.ts";
import { limits } from "../../limits.ts";
import type { SearchMode } from "../../search.ts";
import { type RetrievalReport, reportOf, type Scored } from "../retrieval/evaluate-retrieval.ts";
import { scoreRanking } from "../retrieval/score-ranking.ts";

export interface SetOptions {
  file: string;
  /** Where Lectern runs, and a key that may search and read documents. */
  url: string;
  apiKey: string;
  mode: SearchMode;
  isReranked: boolean;
  seed: number;
}

export interface SetReport extends RetrievalReport {
  /** Questions that no document answers, and those none of whose documents is there: neither can be measured. */
  unanswerable: number;
  withoutDocuments: number;
}

/** As many chunks as the API gives. */
const topK = 100;

const searchSchema = z.object({
  results: z.array(z.object({ documentId: z.string() })),
  timingsMs: z.record(z.string(), z.number()),
});
const documentsSchema = z.object({
  documents: z.array(z.object({ id: z.string(), fileName: z.string() })),
  nextCursor: z.string().nullable(),
});

/** Throws where the file isn't an exported set, Lectern can't be reached, or the key may not search or read documents. */
export async function evaluateSet(options: SetOptions): Promise<SetReport> {
  const { file, mode, isReranked, seed } = options;
  const set = evaluationSetFileSchema.parse(JSON.parse(await readFile(file, "utf8")));
  const call = callerOf(options.url, options.apiKey);
  const idsOf = await findDocuments(call, new Set(set.questions.flatMap(({ documents }) => documents)));
  const measurable = set.questions.flatMap(({ question, isAnswerable, documents }, i) => {
    const ids = documents.flatMap((document) => idsOf.get(document) ?? []);
    const relevance = new Map(ids.map((id) => [id, 1]));
    return isAnswerable && ids.length > 0 ? [{ id: String(i + 1), question, relevance }] : [];
  });
  const progress = showProgress("asked", measurable.length);
  const answers: Omit<Scored, "ranked">[] = [];
  for (const { id, question, relevance } of measurable) {
    const startedAt = performance.now();
    const body = { query: question, topK, mode, rerank: isReranked };
    const { results, timingsMs } = searchSchema.parse(await call("/api/v1/search", body));
    const total = performance.now() - startedAt;
    const ranked = [...new Set(results.map(({ documentId }) => documentId))];
    const scores = { id, question, ...scoreRanking(ranked, relevance) };
    answers.push({ scores, timingsMs: { ...timingsMs, total } });
    progress.advance();
  }
  const unanswerable = set.questions.filter(({ isAnswerable }) => !isAnswerable).length;
  const name = isReranked ? `${mode} + rerank` : mode;
  return {
    kind: "retrieval",
    at: new Date().toISOString(),
    seed,
    candidates: Math.max(limits.candidatesMax, topK),
    embeddingModel: `the model of each collection at ${options.url}`,
    datasets: [
      {
        name: set.name,
        documents: new Set([...idsOf.values()].flat()).size,
        questions: measurable.length,
        systems: [reportOf(name, answers, seed)],
      },
    ],
    unanswerable,
    withoutDocuments: set.questions.length - unanswerable - measurable.length,
  };
}

/** GET, or POST where there's a body. */
type Call = (path: string, body?: unknown) => Promise<unknown>;

/** Waits out rate limits, which an evaluation meets sooner than people do. */
function callerOf(origin: string, apiKey: string): Call {
  return async (path, body) => {
    for (;;) {
      const response = await fetch(new URL(path, origin), {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (response.ok) return response.json();
      const text = await response.text();
      if (response.status !== 429) throw new Error(`${path}: ${response.status} ${text}`);
      await sleep(1000 * Number(response.headers.get("retry-after") ?? 1));
    }
  };
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The ids of documents named by their file names or ids; a file name may be several collections'. None for those that aren't there. */
async function findDocuments(call: Call, names: ReadonlySet<string>): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    if (idPattern.test(name)) {
      found.set(name, [name.toLowerCase()]);
      continue;
    }
    const ids: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query = new URLSearchParams({
        search: name.slice(0, 200),
        limit: "100",
        ...(cursor && { cursor }),
      });
      const page = documentsSchema.parse(await call(`/api/v1/documents?${query}`));
      ids.push(...page.documents.filter(({ fileName }) => fileName === name).map(({ id }) => id));
      cursor = page.nextCursor;
    }
    if (ids.length > 0) found.set(name, ids);
  }
  return found;
}
