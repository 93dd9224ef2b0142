/**
 * What lies before the first word: how long each stage takes, as the web process records it with every answer, and how often the
 * database is asked meanwhile, as counted for one question in this process.
 */
import { listStageTimes } from "../db/request-records.ts";
import { countRoundTrips, recordStatements } from "../db/testing/record-statements.ts";
import { percentile } from "../lib/evaluation/percentile.ts";
import { admitCompletion } from "../lib/run/chat-completion.ts";
import { startRun } from "../lib/run/run.ts";
import type { Principal } from "../lib/turn.ts";

export interface FirstWordPath {
  /** In the order in which they begin. Those of the two searches overlap. */
  stagesMs: { stage: string; p50: number; p95: number }[];
  statements: number;
  /** Statements that waited for one another. */
  roundTrips: number;
}

/** The stages that a question passes before its model is asked. */
const stages = [
  "admit",
  "reserve",
  "save",
  "guard",
  "condense",
  "cache",
  "plan",
  "bm25",
  "vector",
  "load",
  "rerank",
  "pack",
];

/** Over the tenant's last `answers` answers. */
export async function readFirstWordPath(
  principal: Principal,
  { answers, question }: { answers: number; question: string },
): Promise<FirstWordPath> {
  const times = await listStageTimes(principal, answers);
  const stagesMs = stages.map((stage) => {
    const ms = times.map(({ stagesMs }) => stagesMs[stage] ?? 0);
    return { stage, p50: percentile(ms, 0.5), p95: percentile(ms, 0.95) };
  });
  return { stagesMs, ...(await countQueries(principal, question)) };
}

/** From admission on: who asks is known. The second of two questions counts, since some things are asked once. */
async function countQueries(principal: Principal, question: string) {
  const ask = async (text: string) => {
    const messages = [{ role: "user" as const, content: text }];
    const request = { model: "builtin/extractive", stream: true, messages };
    const run = await startRun(admitCompletion(principal, request, null, crypto.randomUUID()));
    let firstWordAt = Number.POSITIVE_INFINITY;
    for await (const part of run.read())
      if (part.type === "text-delta") firstWordAt = Math.min(firstWordAt, performance.now());
    await run.answer;
    return firstWordAt;
  };
  await ask(question);
  const { result: firstWordAt, statements } = await recordStatements(() => ask(`${question} again`));
  const before = statements.filter(({ startedAt }) => startedAt < firstWordAt);
  return { statements: before.length, roundTrips: countRoundTrips(before) };
}

export function describeFirstWordPath({ stagesMs, statements, roundTrips }: FirstWordPath): string {
  const ms = (value: number) => value.toFixed(1);
  const total = stagesMs.reduce((sum, { p50 }) => sum + p50, 0);
  return [
    "before the first word, one reader, ms p50/p95:",
    ...stagesMs.map(({ stage, p50, p95 }) => `  ${stage.padEnd(9)}${`${ms(p50)}/${ms(p95)}`.padStart(12)}`),
    `  ${"in all".padEnd(9)}${ms(total).padStart(7)}, with ${statements} statements in ${roundTrips} round trips`,
    "",
  ].join("\n");
}
