import { watchPeakMemory } from "../lib/evaluation/documents/peak-memory.ts";
import { type FirstWordPath, readFirstWordPath } from "./describe-path.ts";
import { loadChatTenant } from "./load-chat-tenant.ts";
import { bareQuestion, measureTtft, type TtftPair } from "./measure-ttft.ts";

/** One web process on the prepared database, with the fake provider behind it. */
export interface Servers {
  origin: string;
  providerUrl: string;
  webProcessId: number;
  close(): Promise<void>;
}

export interface TtftReport {
  chunks: number;
  rows: TtftPair[];
  /** At the fewest readers. */
  path: FirstWordPath | null;
  /** The highest resident memory of the web process, in bytes; null where the system doesn't tell. */
  webPeakBytes: number | null;
}

/** Readers at a time, questions they ask in all, and what the provider takes. The last is as a real model streams. */
const steps = [
  { readers: 1, requests: 200, pace: { latencyMs: 0, msPerToken: 0 } },
  { readers: 20, requests: 600, pace: { latencyMs: 0, msPerToken: 0 } },
  { readers: 50, requests: 1000, pace: { latencyMs: 0, msPerToken: 0 } },
  { readers: 100, requests: 400, pace: { latencyMs: 300, msPerToken: 20 } },
];
/** Asked before anything is measured, so that code and caches are warm. */
const warmUps = 50;
/** About what Lectern's prompt comes to: evidence of 3,600 tokens. */
const promptWords = 2_700;
const answer =
  "These are the first words of an answer that goes on for a while, as answers do, and then ends [1].";

export async function runTtft(
  { chunks, seed, readers }: { chunks: number; seed: number; readers: number[] },
  startServers: () => Promise<Servers>,
  { onRow, onPath }: { onRow: (row: TtftPair) => void; onPath: (path: FirstWordPath) => void },
): Promise<TtftReport> {
  const chosen = steps.filter((step) => readers.length === 0 || readers.includes(step.readers));
  const tenant = await loadChatTenant(chunks, seed);
  const servers = await startServers();
  const memory = watchPeakMemory(servers.webProcessId);
  try {
    const lectern = {
      ...tenant,
      url: `${servers.origin}/api/v1/chat/completions`,
      model: "openai-compatible/fake-large",
    };
    const bare = {
      ...tenant,
      url: `${servers.providerUrl}/v1/chat/completions`,
      model: "fake-large",
      nextQuestion: bareQuestion(tenant, promptWords),
    };
    await setPace(servers.providerUrl, { latencyMs: 0, msPerToken: 0 });
    await measureTtft(lectern, 2, warmUps);
    const rows: TtftPair[] = [];
    let path: FirstWordPath | null = null;
    for (const { readers, requests, pace } of chosen) {
      await setPace(servers.providerUrl, pace);
      const row = {
        pace,
        bare: await measureTtft(bare, readers, requests),
        lectern: await measureTtft(lectern, readers, requests),
      };
      rows.push(row);
      onRow(row);
      if (path) continue;
      path = await readFirstWordPath(tenant.principal, {
        answers: requests,
        question: tenant.nextQuestion(),
      });
      onPath(path);
    }
    return { chunks, rows, path, webPeakBytes: memory.treeBytes };
  } finally {
    memory.stop();
    await servers.close();
  }
}

async function setPace(providerUrl: string, pace: TtftPair["pace"]): Promise<void> {
  const post = (path: string, body: unknown) =>
    fetch(`${providerUrl}/control/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await post("reset", {});
  await post("script", { match: { path: "/v1/chat/completions" }, n: 0, answer, ...pace });
}
