// @ts-check
/**
 * Trains the guards' detector of attacks: `node scripts/train-guard.mjs ../shared/data` learns from `guard/` and, as harmless texts, from
 * questions and documents of the sets beside it, and puts the weights where the product reads them. What they're worth on prompts
 * that weren't learned from says `npm run eval -- guards --dataset ../shared/data/guard`.
 */

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readGuardPrompts, readHiddenInstructions } from "../lib/evaluation/guards/read-guard-data.ts";
import {
  readHarmless,
  trainedSources,
  trainOnDocuments,
  trainOnPrompts,
} from "../lib/evaluation/guards/train-guard.ts";
import { storeModel } from "../lib/guards/injection/linear-model.ts";

const [data] = process.argv.slice(2);
if (!data) throw new Error("usage: node scripts/train-guard.mjs DATA");

const folder = join(data, "guard");
const prompts = (await readGuardPrompts(folder)).filter(({ source }) => trainedSources.includes(source));
const hidden = await readHiddenInstructions(folder);
const { questions, texts } = await readHarmless(data, "train");
/** @param {import("../lib/guards/injection/score-text.ts").TextModels} models */
const store = ({ patterns, words }) => ({ patterns: storeModel(patterns), words: storeModel(words) });
const dump = await readFile(join(folder, "prompts.jsonl"));
const weights = {
  provenance: {
    by: "scripts/train-guard.mjs",
    at: new Date().toISOString().slice(0, 10),
    dump: `sha256:${createHash("sha256").update(dump).digest("hex").slice(0, 16)}`,
    prompts: prompts.length,
    questions: questions.length,
    documents: texts.length,
  },
  question: store(trainOnPrompts(prompts, questions)),
  document: store(trainOnDocuments(hidden, prompts, texts)),
};
const path = fileURLToPath(new URL("../lib/guards/injection/weights.json", import.meta.url));
await writeFile(path, `${JSON.stringify(weights, null, 2)}\n`);
process.stdout.write(`${path}\n`);
