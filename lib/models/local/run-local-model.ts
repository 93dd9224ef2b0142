import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

interface LocalModelFiles {
  folder: string;
  dtype: "q8" | "fp32";
  tokensMax: number;
  texts: string[];
}

/** `embed` gives a unit vector per text, `rerank` the logits of each text as an answer to the query. */
export type LocalModelTask = LocalModelFiles &
  ({ kind: "embed"; pooling: "mean" | "cls" | "last_token" } | { kind: "rerank"; query: string });

export type LocalModelQuestion = { id: number; task: LocalModelTask } | { cancel: number };
export type LocalModelAnswer = { id: number; rows: number[][] } | { id: number; error: string };

interface Waiting {
  resolve: (rows: number[][]) => void;
  reject: (error: Error) => void;
}

/** From the root, where every program of Lectern starts: Next bundles this file, and the process runs from its source. */
const processPath = join("lib", "models", "local", "local-model-process.ts");

interface Running {
  process: ChildProcess;
  lastId: number;
  waiting: Map<number, Waiting>;
  /** What nobody waits for any more, and when the process is found to hang over it. */
  left: Map<number, NodeJS.Timeout>;
}

/** A cancelled task ends with its batch of eight texts, which takes a few seconds at most. */
export const localModelLimits = { hangMs: 60_000 };

/** `globalThis` because Next may load this module more than once in a process, and a model's memory is needed once. */
const shared = globalThis as { lecternLocalModels?: Running };

/**
 * Runs a local model in a process beside this one, which is started when it's first needed and keeps what it has loaded. One row
 * of numbers per text. Rejects when the model can't be loaded or run, when the process ends, which the next call starts anew, and
 * at once when the signal is aborted. A process that hangs over what was aborted is ended.
 */
export async function runLocalModel(task: LocalModelTask, signal?: AbortSignal): Promise<number[][]> {
  signal?.throwIfAborted();
  shared.lecternLocalModels ??= start();
  const running = shared.lecternLocalModels;
  const id = ++running.lastId;
  const { promise, resolve, reject } = Promise.withResolvers<number[][]>();
  running.waiting.set(id, { resolve, reject });
  const onAbort = () => {
    send(running, { cancel: id });
    running.left.set(id, setTimeout(stopLocalModels, localModelLimits.hangMs).unref());
    reject(signal?.reason);
  };
  signal?.addEventListener("abort", onAbort);
  holdUp(running);
  send(running, { id, task });
  return promise.finally(() => {
    signal?.removeEventListener("abort", onAbort);
    running.waiting.delete(id);
    if (running.waiting.size === 0) letGo(running);
  });
}

/** Ends the process, and with it what it's at. The next call starts another. */
export function stopLocalModels(): void {
  shared.lecternLocalModels?.process.kill("SIGKILL");
}

/** A process that can't be written to also exits, which is handled there. */
function send(running: Running, question: LocalModelQuestion): void {
  if (running.process.connected) running.process.send(question, () => undefined);
}

/** It's given no environment, and so no key. */
function start(): Running {
  const child = fork(/* turbopackIgnore: true */ processPath, [], {
    env: { NODE_ENV: "production" },
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const running: Running = { process: child, lastId: 0, waiting: new Map(), left: new Map() };
  child.on("message", (answer: LocalModelAnswer) => {
    clearTimeout(running.left.get(answer.id));
    running.left.delete(answer.id);
    const asked = running.waiting.get(answer.id);
    if ("rows" in answer) asked?.resolve(answer.rows);
    else asked?.reject(new Error(answer.error));
  });
  const onEnd = (how: string) => {
    if (shared.lecternLocalModels === running) shared.lecternLocalModels = undefined;
    for (const timer of running.left.values()) clearTimeout(timer);
    for (const { reject } of running.waiting.values())
      reject(new Error(`the process of local models ended: ${how}`));
  };
  child.on("error", (error) => onEnd(error.message));
  child.on("exit", (code, killedBy) => onEnd(`${killedBy ?? code}`));
  return running;
}

/** While somebody waits for it, it keeps this process from ending; else it doesn't. */
function holdUp({ process: child }: Running): void {
  child.ref();
  child.channel?.ref();
}

function letGo({ process: child }: Running): void {
  child.unref();
  child.channel?.unref();
}
