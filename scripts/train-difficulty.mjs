// @ts-check
/**
 * Trains the difficulty by which questions are routed: `node scripts/train-difficulty.mjs PROMPTS.jsonl [--write]` prints the weights, and
 * with --write puts them where the product reads them. What they are worth on prompts and subjects that they weren't trained on says
 * `npm run eval -- routing --dataset PROMPTS.jsonl`.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fitDifficulty } from "../lib/evaluation/routing/fit-difficulty.ts";
import { readRoutedPrompts } from "../lib/evaluation/routing/read-routed-prompts.ts";

const weightsPath = fileURLToPath(new URL("../lib/generation/difficulty-weights.json", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean" } },
});
const [path] = positionals;
if (!path) throw new Error("usage: node scripts/train-difficulty.mjs PROMPTS.jsonl [--write]");

const { prompts, hash } = await readRoutedPrompts(path);
const { weights, quartiles } = fitDifficulty(prompts);
const provenance = { by: "scripts/train-difficulty.mjs", data: `sha256:${hash}`, prompts: prompts.length };
const text = `${JSON.stringify({ provenance, weights, quartiles }, null, 2)}\n`;
process.stdout.write(text);
if (values.write) await writeFile(weightsPath, text);
