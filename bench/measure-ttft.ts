/**
 * How long a reader waits for the first word, and how many answers a second one web process gives: chat completions are streamed over
 * HTTP from Lectern and, with the same prompts' length, from the bare provider in the same run. A closed loop: each of n readers asks
 * again as soon as its answer has ended.
 */
import { performance } from "node:perf_hooks";
import { percentile } from "../lib/evaluation/percentile.ts";
import type { ChatTenant } from "./load-chat-tenant.ts";

export interface TtftTarget {
  /** Where completions are asked for, with the path. */
  url: string;
  apiKeys: string[];
  model: string;
  nextQuestion(): string;
}

export interface TtftRow {
  readers: number;
  requests: number;
  failed: number;
  /** Milliseconds from the request to its first word. */
  firstWordMs: { p50: number; p95: number };
  wholeMs: { p50: number; p95: number };
  requestsPerSecond: number;
}

export interface TtftPair {
  /** What the provider was told to take: before its first word, and for each word. */
  pace: { latencyMs: number; msPerToken: number };
  lectern: TtftRow;
  bare: TtftRow;
}

/** Asks `requests` times by `readers` at a time. */
export async function measureTtft(target: TtftTarget, readers: number, requests: number): Promise<TtftRow> {
  const answers: { firstWordMs: number; wholeMs: number }[] = [];
  let left = requests;
  let failed = 0;
  const startedAt = performance.now();
  const read = async (reader: number) => {
    const apiKey = target.apiKeys[reader % target.apiKeys.length] ?? "";
    while (left > 0) {
      left -= 1;
      const answer = await askOnce(target, apiKey).catch(() => null);
      if (answer) answers.push(answer);
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: readers }, (_, reader) => read(reader)));
  const seconds = (performance.now() - startedAt) / 1000;
  const spread = (of: (answer: (typeof answers)[number]) => number) => ({
    p50: percentile(answers.map(of), 0.5),
    p95: percentile(answers.map(of), 0.95),
  });
  return {
    readers,
    requests,
    failed,
    firstWordMs: spread(({ firstWordMs }) => firstWordMs),
    wholeMs: spread(({ wholeMs }) => wholeMs),
    requestsPerSecond: answers.length / seconds,
  };
}

/** Throws where the answer is refused or has no word. */
async function askOnce({ url, model, nextQuestion }: TtftTarget, apiKey: string) {
  const startedAt = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model, stream: true, messages: [{ role: "user", content: nextQuestion() }] }),
  });
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
  let firstWordMs: number | null = null;
  const decoder = new TextDecoder();
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    if (firstWordMs === null && /"content":"[^"]/.test(decoder.decode(bytes)))
      firstWordMs = performance.now() - startedAt;
  }
  if (firstWordMs === null) throw new Error("an answer without a word");
  return { firstWordMs, wholeMs: performance.now() - startedAt };
}

/** What is sent to the bare provider in Lectern's place: a prompt as long as Lectern's. */
export function bareQuestion(tenant: ChatTenant, evidenceWords: number): () => string {
  const filler = "word ".repeat(evidenceWords);
  return () =>
    `<evidence n="1" title="Document">${filler}</evidence><question>${tenant.nextQuestion()}</question>`;
}
