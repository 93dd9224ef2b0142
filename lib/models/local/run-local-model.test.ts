import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { embedTexts } from "../embed.ts";
import type { rerankTexts } from "../rerank.ts";
import { writeTinyModel } from "../testing/make-tiny-model.ts";
import { localModelLimits, runLocalModel, stopLocalModels } from "./run-local-model.ts";

/** Each process that is started loads what runs a model first. */
vi.setConfig({ testTimeout: 30_000 });

let folder: string;
let embed: typeof embedTexts;
let rerank: typeof rerankTexts;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "models-"));
  await writeTinyModel(folder, "own/tiny-e5", "embedding");
  await writeTinyModel(folder, "own/tiny-reranker", "rerank");
  vi.stubEnv("LOCAL_MODELS_DIR", folder);
  vi.stubEnv("EMBEDDING_MODEL", "local/own/tiny-e5:4");
  vi.stubEnv("RERANK_MODEL", "local/own/tiny-reranker");
  vi.resetModules(); // the environment is read once
  ({ embedTexts: embed } = await import("../embed.ts"));
  ({ rerankTexts: rerank } = await import("../rerank.ts"));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  stopLocalModels();
  await rm(folder, { recursive: true });
});

const cosine = (a: number[] = [], b: number[] = []) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const task = () =>
  ({
    kind: "embed",
    folder: join(folder, "own/tiny-e5"),
    dtype: "q8",
    pooling: "mean",
    tokensMax: 512,
  }) as const;

describe("a local embedding model", () => {
  const modelId = "local/own/tiny-e5";

  test("gives unit vectors in the order of the texts, near where texts mean the same, for nothing", async () => {
    const texts = ["leave", "parking", "holiday"];
    const { embeddings, costMicroUsd } = await embed({ texts, modelId, purpose: "document" });
    for (const vector of embeddings) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    const [leave, parking, holiday] = embeddings;
    expect(cosine(leave, holiday)).toBeGreaterThan(cosine(leave, parking) + 0.1);
    expect(costMicroUsd).toBe(0);
  });

  test("is told questions from documents by its prefixes", async () => {
    const [[query = []] = [], [document = []] = []] = await Promise.all([
      embed({ texts: ["leave"], modelId, purpose: "query" }).then(({ embeddings }) => embeddings),
      embed({ texts: ["leave"], modelId, purpose: "document" }).then(({ embeddings }) => embeddings),
    ]);
    expect(query[2]).toBeGreaterThan(0.4); // "query: "
    expect(query[3]).toBeLessThan(0.2);
    expect(document[3]).toBeGreaterThan(0.4); // "passage: "
  });

  test("gives a text the same vector alone and beside longer ones", async () => {
    const long = "parking ".repeat(40);
    const [alone] = await runLocalModel({ ...task(), texts: ["leave holiday"] });
    const [beside] = await runLocalModel({ ...task(), texts: ["leave holiday", long] });
    for (const [i, value] of (alone ?? []).entries()) expect(beside?.[i]).toBeCloseTo(value, 5);
  });

  test("cuts what is too long for it", async () => {
    const texts = [`${"leave ".repeat(8)} ${"parking ".repeat(900)}`];
    const [vector] = await runLocalModel({ ...task(), tokensMax: 8, texts });
    expect(vector?.[0]).toBeCloseTo(1, 5);
  });

  test("embeds a document of many texts while this process goes on", async () => {
    let beats = 0;
    const heart = setInterval(() => beats++, 1);
    const texts = Array.from({ length: 300 }, (_, i) => `leave ${"parking ".repeat(i)}`);
    const { embeddings } = await embed({ texts, modelId, purpose: "document" });
    clearInterval(heart);
    expect(embeddings).toHaveLength(300);
    expect(beats).toBeGreaterThan(5);
  });
});

test("a local reranker scores each document from 0 to 1, in their order", async () => {
  const { scores } = await rerank({
    query: "What applies?",
    documents: ["about parking", "about nothing", "about leave"],
    modelId: "local/own/tiny-reranker",
  });
  const [parking = 1, nothing = 0, leave = 0] = scores;
  expect(parking).toBeGreaterThan(0);
  expect(parking).toBeLessThan(nothing);
  expect(nothing).toBeLessThan(leave);
  expect(leave).toBeLessThan(1);
});

describe("when it can't run", () => {
  test("a model whose files are damaged is said to be so, and the others go on", async () => {
    await writeTinyModel(folder, "own/damaged", "embedding");
    await writeFile(join(folder, "own/damaged/onnx/model_quantized.onnx"), "no such thing");
    const damaged = { ...task(), folder: join(folder, "own/damaged"), texts: ["leave"] };
    await expect(runLocalModel(damaged)).rejects.toThrow();
    expect(await runLocalModel({ ...task(), texts: ["leave"] })).toHaveLength(1);
    await writeTinyModel(folder, "own/damaged", "embedding");
    expect(await runLocalModel(damaged)).toHaveLength(1);
  });

  test("a process that died is missed by those who wait, and started anew for the next", async () => {
    const waiting = runLocalModel({ ...task(), texts: Array.from({ length: 500 }, () => "leave") });
    stopLocalModels();
    await expect(waiting).rejects.toThrow("SIGKILL");
    expect(await runLocalModel({ ...task(), texts: ["leave"] })).toHaveLength(1);
  });

  test("a process that hangs is ended, and another goes on", async () => {
    await runLocalModel({ ...task(), texts: ["leave"] });
    const { lecternLocalModels: hanging } = globalThis as { lecternLocalModels?: { process: ChildProcess } };
    hanging?.process.kill("SIGSTOP");
    localModelLimits.hangMs = 1;
    const leaving = new AbortController();
    const waiting = runLocalModel({ ...task(), texts: ["leave"] }, leaving.signal);
    const behind = runLocalModel({ ...task(), texts: ["parking"] });
    leaving.abort();
    await expect(waiting).rejects.toThrow("aborted");
    await expect(behind).rejects.toThrow("SIGKILL");
    localModelLimits.hangMs = 60_000;
    expect(await runLocalModel({ ...task(), texts: ["leave"] })).toHaveLength(1);
  });

  test("who leaves doesn't wait, and the work ends", async () => {
    const leaving = new AbortController();
    const texts = Array.from({ length: 100_000 }, () => "leave ".repeat(100));
    const waiting = runLocalModel({ ...task(), texts }, leaving.signal);
    leaving.abort();
    await expect(waiting).rejects.toThrow("aborted");
    expect(await runLocalModel({ ...task(), texts: ["leave"] })).toHaveLength(1);
  });
});
