// @ts-check
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./settings.mjs";

/** What makes an index of a Markdown file: everything that these import in turn is part of it. */
const sources = [
  "ingestion/parse/parse-markdown.ts",
  "ingestion/chunk.ts",
  "ingestion/index-chunks.ts",
  "lib/models/builtin/hash-embed.ts",
  "lib/models/embedding-family.ts",
  "lib/models/token-counter-of.ts",
];
/** Imported by everything, and changed for reasons that have nothing to do with what is indexed; of db/ the migrations tell enough. */
const without = /^(lib\/(env|log|errors|turn|search)\.ts|lib\/models\/(providers|catalog)\.ts|db\/)/;
/** Packages whose version decides what is indexed. */
const packages = [
  "gpt-tokenizer",
  "remark-gfm",
  "remark-parse",
  "snowball-stemmers",
  "stopword",
  "franc-min",
];

/**
 * A hash of everything that decides what an index of the same documents holds: parser, chunker, analyzer, embedder,
 * and the migrations. Another one means that a kept index is out of date.
 *
 * @returns {string}
 */
export function indexFingerprint() {
  const hash = createHash("sha256");
  const migrations = join(root, "db", "migrations");
  const files = [
    ...followImports(),
    ...readdirSync(migrations)
      .filter((name) => name.endsWith(".sql"))
      .map((name) => join(migrations, name)),
  ].sort();
  for (const file of files) hash.update(relative(root, file)).update(readFileSync(file));
  for (const name of packages) hash.update(versionOf(name));
  return hash.digest("hex").slice(0, 12);
}

function followImports() {
  /** @type {Set<string>} */
  const found = new Set();
  const waiting = sources.map((source) => join(root, source));
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (found.has(file) || without.test(relative(root, file))) continue;
    found.add(file);
    const source = readFileSync(file, "utf8");
    for (const [, imported = ""] of source.matchAll(/^(?:import(?! type)|export)[^;]*? from "(\.[^"]+)";/gm))
      waiting.push(join(dirname(file), imported));
  }
  return found;
}

function versionOf(/** @type {string} */ name) {
  try {
    return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;
  } catch {
    return "";
  }
}
