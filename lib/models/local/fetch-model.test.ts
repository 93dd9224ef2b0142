import { createHash } from "node:crypto";
import { access, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tinyModelFiles } from "../testing/make-tiny-model.ts";
import type { FetchModelOptions, FetchProgress, fetchModel } from "./fetch-model.ts";
import type { LocalModel } from "./local-models.ts";

const model: LocalModel = {
  id: "local/tiny",
  repository: "own/tiny",
  kind: "embedding",
  dimensions: 4,
  contextTokens: 512,
  byteSize: 0,
  languages: "none",
  license: "none",
};
const weights = "onnx/model_quantized.onnx";

/** The hub's side: large files point elsewhere with their size and hash, as the real one does. */
interface Hub {
  files: Record<string, Buffer>;
  requests: string[];
  /** Called for each GET of the weights; true where it has answered. */
  onWeights?: (request: IncomingMessage, response: ServerResponse) => boolean;
  saysSizes: boolean;
}

let hub: Hub;
let server: Server;
let folder: string;
let fetchTiny: (options?: FetchModelOptions) => ReturnType<typeof fetchModel>;

beforeEach(async () => {
  const files = { ...tinyModelFiles("embedding"), [weights]: Buffer.alloc(300_000, "weights ") };
  hub = { files, requests: [], saysSizes: true };
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = await mkdtemp(join(tmpdir(), "models-"));
  vi.stubEnv("LOCAL_MODELS_DIR", folder);
  vi.stubEnv("MODEL_HUB_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  vi.resetModules();
  const module = await import("./fetch-model.ts");
  fetchTiny = (options) => module.fetchModel(model, { pauseMs: 0, ...options });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

function serve(request: IncomingMessage, response: ServerResponse): void {
  const { method, url = "" } = request;
  hub.requests.push(`${method} ${url}${request.headers.range ? ` ${request.headers.range}` : ""}`);
  const name = url.replace(/^\/(own\/tiny\/resolve\/main|storage)\//, "");
  const content = hub.files[name];
  if (!content) return void response.writeHead(404).end();
  if (name === weights && url.startsWith("/own")) {
    const sha256 = createHash("sha256").update(content).digest("hex");
    const headers = { "x-linked-size": content.length, "x-linked-etag": `"${sha256}"` };
    return void response.writeHead(302, { ...headers, location: `/storage/${name}` }).end();
  }
  if (method === "GET" && name === weights && hub.onWeights?.(request, response)) return;
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const rest = content.subarray(from);
  const length = hub.saysSizes ? { "content-length": rest.length } : {};
  response.writeHead(from > 0 ? 206 : 200, length).end(method === "HEAD" ? undefined : rest);
}

/** Sends the first bytes of what was asked for, and drops the connection once some of them are kept. */
const cutAfter = (bytes: number) => (request: IncomingMessage, response: ServerResponse) => {
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const rest = hub.files[weights]?.subarray(from) ?? Buffer.alloc(0);
  response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length });
  response.write(rest.subarray(0, bytes));
  const isMoreKept = async () => expect((await stat(`${pathOf(weights)}.part`)).size).toBeGreaterThan(from);
  void vi.waitFor(isMoreKept, { timeout: 60_000, interval: 2 }).finally(() => response.destroy());
  return true;
};

const pathOf = (name: string) => join(folder, model.repository, name);
const isThere = (name: string) =>
  access(pathOf(name)).then(
    () => true,
    () => false,
  );
const downloads = () => hub.requests.filter((line) => line.startsWith("GET /storage"));

test("brings all files, and tells how far it is", async () => {
  const told: FetchProgress[] = [];
  await fetchTiny({ onProgress: (progress) => told.push({ ...progress }) });
  for (const [name, content] of Object.entries(hub.files))
    expect(await readFile(pathOf(name))).toEqual(content);
  const total = Object.values(hub.files).reduce((sum, { length }) => sum + length, 0);
  expect(told.at(-1)).toEqual({ bytesDone: total, bytesTotal: total });
  const done = told.map(({ bytesDone }) => bytesDone);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  const { findModelFolder } = await import("./model-folder.ts");
  expect(findModelFolder(model.repository)).toMatchObject({ dtype: "q8" });
});

test("fetches nothing again that is here", async () => {
  await fetchTiny();
  hub.requests = [];
  await fetchTiny();
  expect(hub.requests.filter((line) => line.startsWith("GET"))).toEqual([]);
});

test("doesn't need a hub that says sizes", async () => {
  hub.saysSizes = false;
  await fetchTiny();
  for (const [name, content] of Object.entries(hub.files))
    expect(await readFile(pathOf(name))).toEqual(content);
});

describe("a connection that is cut", () => {
  test("is taken up where it broke off", async () => {
    let cuts = 0;
    hub.onWeights = (...of) => ++cuts <= 7 && cutAfter(30_000)(...of); // more often than it would without getting on
    await fetchTiny();
    expect(await readFile(pathOf(weights))).toEqual(hub.files[weights]);
    const starts = downloads().map((line) => Number(/bytes=(\d+)/.exec(line)?.[1] ?? 0));
    expect(starts).toHaveLength(8);
    expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
  });

  test("is taken up by the next call too", async () => {
    const leaving = new AbortController();
    const stopAtHalf = ({ bytesDone }: FetchProgress) => {
      if (bytesDone > 100_000) leaving.abort();
    };
    await expect(fetchTiny({ onProgress: stopAtHalf, signal: leaving.signal })).rejects.toThrow("abort");
    expect(await isThere(weights)).toBe(false);
    await writeFile(`${pathOf(weights)}.part`, hub.files[weights]?.subarray(0, 120_000) ?? "");
    hub.requests = [];
    await fetchTiny();
    expect(downloads()).toEqual([`GET /storage/${weights} bytes=120000-`]);
    expect(await readFile(pathOf(weights))).toEqual(hub.files[weights]);
  });

  test("begins anew where the hub knows no ranges", async () => {
    await fetchTiny();
    await rm(pathOf(weights));
    await writeFile(`${pathOf(weights)}.part`, Buffer.alloc(1000));
    hub.onWeights = (_request, response) => {
      const content = hub.files[weights] ?? Buffer.alloc(0);
      response.writeHead(200, { "content-length": content.length }).end(content);
      return true;
    };
    await fetchTiny();
    expect(await readFile(pathOf(weights))).toEqual(hub.files[weights]);
  });

  test("is given up after several times without a byte", async () => {
    hub.onWeights = (_request, response) => {
      response.destroy();
      return true;
    };
    await expect(fetchTiny()).rejects.toThrow(
      /^The model hub at 127\.0\.0\.1:\d+ can't be reached from this server\.$/,
    );
    expect(downloads()).toHaveLength(5);
    expect(await isThere(weights)).toBe(false);
  });
});

describe("says in plain words that", () => {
  test("the hub can't be reached", async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(fetchTiny()).rejects.toThrow("can't be reached from this server.");
    expect(await isThere("config.json")).toBe(false);
    server.listen(0);
  });

  test("the hub hasn't the model", async () => {
    hub.files = {};
    await expect(fetchTiny()).rejects.toThrow("The model hub doesn't have config.json of this model.");
  });

  test("what arrived isn't what was sent, and keeps nothing of it", async () => {
    hub.onWeights = (_request, response) => {
      response.writeHead(200).end(Buffer.alloc(300_000, "others "));
      return true;
    };
    await expect(fetchTiny()).rejects.toThrow("isn't what the model hub has");
    expect(await isThere(weights)).toBe(false);
    expect(await isThere(`${weights}.part`)).toBe(false);
  });
});

test("a damaged file, which has another length, is replaced", async () => {
  await fetchTiny();
  await truncate(pathOf(weights), 10);
  await fetchTiny();
  expect(await readFile(pathOf(weights))).toEqual(hub.files[weights]);
});
