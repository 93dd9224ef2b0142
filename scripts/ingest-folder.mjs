// @ts-check
/**
 * The second half of `npm run ingest`: compares the folder with the collection by content, sends what's missing in batches, and
 * waits until all of it is searchable or has failed with a reason. Called again after an interruption, it sends the rest alone.
 */
import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { findFiles, hashFile } from "./find-files.mjs";
import { connectLectern } from "./lectern-client.mjs";
import { readSettings } from "./settings.mjs";
import { showProgress } from "./show-progress.mjs";
import { StartError, say, showFailure } from "./terminal.mjs";

/** @import { FoundFile } from "./find-files.mjs" */
/** @import { LecternClient } from "./lectern-client.mjs" */

const usage =
  "npm run ingest -- <folder> --collection <name> [--tag <tag>]... [--url http://127.0.0.1:3000] [--api-key <key>] [--no-wait]";
const batchFilesMax = 25;
const batchBytesMax = 32 * 1024 * 1024;
const hashesPerRequest = 500;
const pollMs = 500;

try {
  process.exitCode = await ingestFolder(process.argv.slice(2));
} catch (error) {
  showFailure(error instanceof Error && "status" in error ? new StartError(error.message) : error);
  process.exitCode = 1;
}
process.disconnect?.();

/** @param {string[]} args   Returns the exit code: 1 where a file was refused or failed. */
async function ingestFolder(args) {
  const { client, folder, collection, tags, isWaiting } = await readArguments(args);
  const files = await findFiles(folder);
  if (files.length === 0) throw new StartError(`There are no files in ${folder}.`);
  const missing = await findMissing(client, collection, files);
  say(`${files.length} files, ${files.length - missing.length} of them in "${collection}" already.`);

  /** @type {Map<string, string>} the names by document id */
  const sent = new Map();
  /** @type {{name: string, reason: string}[]} */
  const problems = [];
  const progress = showProgress("sent", missing.length);
  for (const batch of toBatches(missing)) {
    for (const { fileName, document, error } of (await sendBatch(client, { collection, tags }, batch))
      .results) {
      if (document) sent.set(document.id, fileName);
      else problems.push({ name: fileName, reason: error.message });
      progress.advance();
    }
  }
  if (isWaiting && sent.size) problems.push(...(await waitUntilIngested(client, sent)));
  for (const { name, reason } of problems) say(`✖ ${name}: ${reason}`);
  say(
    `✔ ${missing.length - problems.length} ${isWaiting ? "ingested" : "queued"}${problems.length ? `, ${problems.length} not` : ""}.`,
  );
  return problems.length ? 1 : 0;
}

/** @param {string[]} args */
async function readArguments(args) {
  const { origin } = readSettings();
  const { values, positionals } = parse(args);
  const [folder, ...rest] = positionals;
  if (!folder || rest.length || !values.collection) throw new StartError(`usage: ${usage}`);
  const apiKey = values["api-key"] || process.env.LECTERN_API_KEY || process.env.BOOTSTRAP_API_KEY;
  if (!apiKey)
    throw new StartError(
      "No API key. Make one on the page Admin › API keys with the right to change documents, and pass it with --api-key or in LECTERN_API_KEY.",
    );
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw new StartError(`${folder} is no folder.`);
  const url = values.url || origin;
  if (!URL.canParse(url)) throw new StartError(`--url: ${url} is no address.`);
  return {
    client: connectLectern(url, apiKey),
    folder: resolve(folder),
    collection: values.collection,
    tags: values.tag ?? [],
    isWaiting: !values["no-wait"],
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        collection: { type: "string" },
        tag: { type: "string", multiple: true },
        url: { type: "string" },
        "api-key": { type: "string" },
        "no-wait": { type: "boolean" },
      },
    });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}\nusage: ${usage}`);
  }
}

/**
 * The files whose bytes the collection doesn't have; of several with the same bytes the first.
 *
 * @param {LecternClient} client
 * @param {string} collection
 * @param {FoundFile[]} files
 */
async function findMissing(client, collection, files) {
  /** @type {Map<string, FoundFile>} */
  const byHash = new Map();
  const progress = showProgress("compared", files.length);
  for (const file of files) {
    const hash = await hashFile(file.path);
    if (!byHash.has(hash)) byHash.set(hash, file);
    progress.advance();
  }
  const hashes = [...byHash.keys()];
  for (let from = 0; from < hashes.length; from += hashesPerRequest) {
    const asked = hashes.slice(from, from + hashesPerRequest);
    const { known } = await client.post("/api/v1/documents/known", { collection, hashes: asked });
    for (const hash of known) byHash.delete(hash);
  }
  return [...byHash.values()];
}

/** @param {FoundFile[]} files */
function toBatches(files) {
  /** @type {FoundFile[][]} */
  const batches = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const last = batches.at(-1);
    if (last && last.length < batchFilesMax && bytes + file.bytes <= batchBytesMax) last.push(file);
    else {
      batches.push([file]);
      bytes = 0;
    }
    bytes += file.bytes;
  }
  return batches;
}

/**
 * @param {LecternClient} client
 * @param {{collection: string, tags: string[]}} settings
 * @param {FoundFile[]} files
 * @returns {Promise<{results: {fileName: string, document?: {id: string}, error: {message: string}}[]}>}
 */
function sendBatch(client, { collection, tags }, files) {
  return client.postForm("/api/v1/documents/batch", async () => {
    const form = new FormData();
    form.set("collection", collection);
    if (tags.length) form.set("tags", tags.join(","));
    // "./" says that even a bare name is a place: what comes from there next is a new version.
    for (const { path, name } of files) form.append("file", await openAsBlob(path), `./${name}`);
    return form;
  });
}

/**
 * Resolves with those that failed when a worker has been through all of them.
 *
 * @param {LecternClient} client
 * @param {Map<string, string>} sent   names by document id
 */
async function waitUntilIngested(client, sent) {
  /** @type {{name: string, reason: string}[]} */
  const failed = [];
  const progress = showProgress("ingested", sent.size);
  for (const [id, name] of sent) {
    for (;;) {
      const document = await client.get(`/api/v1/documents/${id}`);
      if (document.status === "ready") break;
      if (document.status === "failed" || document.status === "cancelled") {
        failed.push({ name, reason: document.error?.message ?? document.status });
        break;
      }
      await sleep(pollMs);
    }
    progress.advance();
  }
  return failed;
}
