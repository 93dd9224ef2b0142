// @ts-check
/**
 * Compares ways and weights of fusing. First `npm run eval -- retrieval --dataset DIR,DIR… --mode hybrid --rerank features --features
 * FILE`, then `node scripts/compare-fusions.mjs FILE`.
 */
import { readFile } from "node:fs/promises";
import { compareFusions, readFusedQuestion } from "../lib/evaluation/training/compare-fusions.ts";

const [path] = process.argv.slice(2);
if (!path) throw new Error("usage: node scripts/compare-fusions.mjs FILE");
const lines = (await readFile(path, "utf8")).split("\n").filter(Boolean);
process.stdout.write(compareFusions(lines.map(readFusedQuestion)));
