// @ts-check
/**
 * Trains the check behind every answer's marks: `node scripts/train-verifier.mjs SAMPLES [--write]`. Prints the weights, and with --write
 * puts them where the product reads them. What they are worth on batches that they weren't trained on: `npm run eval -- grounding`.
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readGroundingSamples } from "../lib/evaluation/grounding/read-samples.ts";
import { trainVerifier } from "../lib/evaluation/grounding/train-verifier.ts";

const weightsPath = fileURLToPath(new URL("../lib/generation/verification/weights.json", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean" } },
});
const [path] = positionals;
if (!path) throw new Error("usage: node scripts/train-verifier.mjs SAMPLES [--write]");

const samples = await readGroundingSamples(path);
const trained = trainVerifier(samples);
process.stdout.write(`${JSON.stringify(trained, null, 2)}\n`);
if (values.write) {
  const provenance = {
    by: "scripts/train-verifier.mjs",
    at: new Date().toISOString().slice(0, 10),
    samples: `sha256:${createHash("sha256")
      .update(await readFile(path))
      .digest("hex")
      .slice(0, 16)}, ${samples.length} from FaithBench`,
  };
  await writeFile(weightsPath, `${JSON.stringify({ provenance, ...trained }, null, 2)}\n`);
}
