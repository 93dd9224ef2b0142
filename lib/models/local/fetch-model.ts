import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "../../env.ts";
import type { LocalModel } from "./local-models.ts";
import { modelFiles, modelsFolder } from "./model-folder.ts";

export interface FetchProgress {
  bytesDone: number;
  bytesTotal: number;
}

export interface FetchModelOptions {
  /** Told after each piece; what it throws ends the fetching. */
  onProgress?: (progress: FetchProgress) => void;
  signal?: AbortSignal;
  /** For tests. */
  pauseMs?: number;
}

/** Why a model isn't here, in words for the models page. */
export class FetchModelError extends Error {
  override readonly name = "FetchModelError";
}

interface RemoteFile {
  name: string;
  url: string;
  /** In bytes; 0 where the hub doesn't say. */
  size: number;
  /** Hex, where the hub says: it does of large files. */
  sha256: string | undefined;
}

/** Tries of a file in a row, without a byte in between. Who asks whether there is a hub at all waits for two. */
const failuresMaxDefault = 5;
const pauseMsDefault = 2_000;
/** Nothing heard for this long counts as a connection that is cut. */
const silentMsMax = 30_000;
const redirectsMax = 5;

/**
 * Fetches a model's files from MODEL_HUB_URL into the models folder. A connection that is cut is taken up where it broke off, also
 * by the next call; each file takes its place when it's whole and, where the hub says its hash, is found to be what it should be.
 * Throws a FetchModelError that says in plain words why it can't be had, or an AbortError.
 */
export async function fetchModel(model: LocalModel, options: FetchModelOptions = {}): Promise<void> {
  const folder = join(modelsFolder(), model.repository);
  try {
    await mkdir(join(folder, "onnx"), { recursive: true });
  } catch (cause) {
    throw new FetchModelError(`The folder ${folder} can't be written to.`, { cause });
  }
  const files: RemoteFile[] = [];
  for (const name of modelFiles)
    files.push(await withRetries(() => lookUp(model, name, options), { ...options, failuresMax: 2 }));
  const bytesTotal = files.reduce((sum, { size }) => sum + size, 0);
  await requireRoom(folder, bytesTotal);
  let bytesBefore = 0;
  for (const file of files) {
    const report = (bytes: number) => options.onProgress?.({ bytesDone: bytesBefore + bytes, bytesTotal });
    await fetchFile(file, join(folder, file.name), report, options);
    bytesBefore += file.size;
  }
}

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes)
    throw new FetchModelError(
      `The disk has no room for it: ${Math.ceil(bytes / 1e6)} MB are needed, ${Math.floor((bavail * bsize) / 1e6)} MB are free.`,
    );
}

/** What the hub says of a file. Large ones lie elsewhere: the hub names their size and hash as it points there. */
async function lookUp(model: LocalModel, name: string, { signal }: FetchModelOptions): Promise<RemoteFile> {
  const url = `${env().MODEL_HUB_URL.replace(/\/+$/, "")}/${model.repository}/resolve/main/${name}`;
  let at = url;
  for (let redirects = 0; redirects <= redirectsMax; redirects++) {
    const response = await ask(at, { method: "HEAD", redirect: "manual" }, signal);
    const location = response.headers.get("location");
    const linkedSize = Number(response.headers.get("x-linked-size"));
    const size = linkedSize || Number(response.headers.get("content-length"));
    if (linkedSize || !location) {
      requireFound(response, name, linkedSize > 0);
      const etag = response.headers.get("x-linked-etag") ?? response.headers.get("etag") ?? "";
      return { name, url, size, sha256: /\b[0-9a-f]{64}\b/.exec(etag)?.[0] };
    }
    at = new URL(location, at).href;
  }
  throw new FetchModelError("The model hub points in circles.");
}

function requireFound({ status, ok }: Response, name: string, isPointedAt: boolean): void {
  if (ok || isPointedAt) return;
  if (status === 404) throw new FetchModelError(`The model hub doesn't have ${name} of this model.`);
  if (status === 401 || status === 403)
    throw new FetchModelError("The model hub refuses to give this model.");
  throw new Interruption(`the model hub answered ${status}`);
}

/** What may pass: tried again. */
class Interruption extends Error {}

/** A request to the hub; one that can't be made is an interruption. */
async function ask(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  const timeout = AbortSignal.timeout(silentMsMax);
  const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    // Compressed, its length would be another.
    return await fetch(url, {
      ...init,
      signal: both,
      headers: { "accept-encoding": "identity", ...init.headers },
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Interruption("the model hub can't be reached", { cause });
  }
}

async function fetchFile(
  file: RemoteFile,
  path: string,
  report: (bytes: number) => void,
  options: FetchModelOptions,
): Promise<void> {
  if (file.size > 0 && (await sizeOf(path)) === file.size) return report(file.size);
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  await withRetries((gotOn) => fetchRest(file, part, report, gotOn, options.signal), options);
  if (file.sha256 && (await sha256Of(part)) !== file.sha256) {
    await rm(part, { force: true });
    throw new FetchModelError(`What arrived of ${file.name} isn't what the model hub has. Try again.`);
  }
  await rename(part, path);
}

/** Adds to the part what is missing, and stops with an Interruption where the connection does. */
async function fetchRest(
  file: RemoteFile,
  part: string,
  report: (bytes: number) => void,
  gotOn: () => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let bytes = await sizeOf(part);
  if (bytes > 0 && bytes === file.size) return report(bytes);
  if (bytes > file.size) bytes = 0;
  const leaving = new AbortController();
  const both = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal;
  const response = await fetchFrom(file, bytes, both);
  const isRest = response.status === 206;
  if (!isRest) bytes = 0;
  const silence = setTimeout(() => leaving.abort(), silentMsMax);
  const count = async function* (pieces: AsyncIterable<Uint8Array>) {
    for await (const piece of pieces) {
      silence.refresh();
      bytes += piece.length;
      gotOn();
      report(bytes);
      yield piece;
    }
  };
  try {
    await pipeline(
      Readable.from(response.body ?? []),
      count,
      createWriteStream(part, { flags: isRest ? "a" : "w" }),
      {
        signal: both,
      },
    );
  } catch (cause) {
    signal?.throwIfAborted();
    if (isDiskFull(cause)) throw new FetchModelError("The disk is full.", { cause });
    if (cause instanceof TypeError || leaving.signal.aborted || isConnectionLost(cause))
      throw new Interruption("the connection was cut", { cause });
    throw cause;
  } finally {
    clearTimeout(silence);
  }
  if (bytes < file.size) throw new Interruption("the connection was cut");
}

async function fetchFrom(file: RemoteFile, from: number, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
  const response = await fetch(file.url, {
    signal,
    headers: { "accept-encoding": "identity", ...headers },
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new Interruption("the model hub can't be reached", { cause });
  });
  requireFound(response, file.name, false);
  return response;
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
const isDiskFull = (error: unknown) => codeOf(error) === "ENOSPC" || codeOf(error) === "EDQUOT";
const isConnectionLost = (error: unknown) => /^(UND_ERR|ECONN|EPIPE|ETIMEDOUT)/.test(codeOf(error));

/** Tries again after an interruption, with doubling pauses, until it gets nowhere several times in a row. */
async function withRetries<T>(
  work: (gotOn: () => void) => Promise<T>,
  {
    signal,
    pauseMs = pauseMsDefault,
    failuresMax = failuresMaxDefault,
  }: FetchModelOptions & { failuresMax?: number },
): Promise<T> {
  let failures = 0;
  const gotOn = () => {
    failures = 0;
  };
  for (;;) {
    try {
      signal?.throwIfAborted();
      return await work(gotOn);
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      failures += 1;
      if (failures >= failuresMax)
        throw new FetchModelError(
          `The model hub at ${new URL(env().MODEL_HUB_URL).host} can't be reached from this server.`,
          { cause: error },
        );
      await sleep(pauseMs * 2 ** (failures - 1), undefined, { signal });
    }
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
