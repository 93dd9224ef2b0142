// @ts-check
/**
 * Trains `builtin/features`. First `npm run eval -- retrieval --dataset DIR,DIR… --mode hybrid --rerank features --features FILE`, then
 * `node scripts/train-reranker.mjs FILE [--write] [--without feature,feature…]`: prints what the weights are worth on sets that they
 * weren't trained on, and with --write puts those trained on all sets where the product reads them. Without `headings` and `position`
 * where nothing else is said.
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeTraining } from "../lib/evaluation/training/describe-training.ts";
import { readTrainingQuestion, trainReranker } from "../lib/evaluation/training/train-reranker.ts";
import { rerankFeatureNames } from "../lib/rerank-features.ts";

const weightsPath = fileURLToPath(
  new URL("../lib/models/builtin/rerank-features/weights.json", import.meta.url),
);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean" }, without: { type: "string" } },
});
const [path] = positionals;
if (!path)
  throw new Error("usage: node scripts/train-reranker.mjs FILE [--write] [--without feature,feature…]");

const file = await readFile(path, "utf8");
const questions = file.split("\n").filter(Boolean).map(readTrainingQuestion);
const left = values.without?.split(",") ?? ["headings", "position"];
const features = rerankFeatureNames.filter((name) => !left.includes(name));
const trained = trainReranker(questions, features);
process.stdout.write(describeTraining(trained));
if (values.write) {
  const { weights, calibration, heldOut } = trained;
  const provenance = {
    by: "scripts/train-reranker.mjs",
    at: new Date().toISOString().slice(0, 10),
    dump: `sha256:${createHash("sha256").update(file).digest("hex").slice(0, 16)}`,
    sets: heldOut.map(({ dataset, questions: count }) => `${dataset} (${count})`),
  };
  await writeFile(weightsPath, `${JSON.stringify({ provenance, weights, calibration }, null, 2)}\n`);
}
