/** The command line behind `npm run eval`. scripts/run-evaluation.mjs has opened the database that the evaluation needs. */
import { writeFile } from "node:fs/promises";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { type Evaluation, evaluations, type Given } from "./evaluations.ts";

/**
 * Runs one evaluation and prints its figures; exit code 1 where it says that something is wrong. With `--help` prints the usage, of one
 * or of all. Throws with the usage for arguments that can't be understood.
 */
export async function runEval(
  [name = "", ...args]: string[],
  { keptIn }: { keptIn?: string } = {},
): Promise<void> {
  const evaluation = evaluations[name];
  if ([name, ...args].includes("--help")) {
    process.stdout.write(`${usageOf(evaluation ? [evaluation] : Object.values(evaluations))}\n`);
    return;
  }
  if (!evaluation) throw new Error(usageOf(Object.values(evaluations)));
  const options: ParseArgsOptionsConfig = {
    ...Object.fromEntries([...evaluation.options, "json"].map((option) => [option, { type: "string" }])),
    ...Object.fromEntries((evaluation.flags ?? []).map((flag) => [flag, { type: "boolean" }])),
  };
  const { values, positionals: files } = parseArgs({ args, options, allowPositionals: true });
  const { given, flags } = split(values);
  const running = evaluation.run(given, { files, flags, keptIn });
  if (!running) throw new Error(usageOf([evaluation]));
  const result = await running;
  if (given.json) await writeFile(given.json, `${JSON.stringify(result.report, null, 2)}\n`);
  process.stdout.write(result.text);
  if (!result.isGood) process.exitCode = 1;
}

function split(values: Record<string, unknown>): { given: Given; flags: Set<string> } {
  const entries = Object.entries(values);
  const given = entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const flags = entries.filter(([, value]) => value === true).map(([name]) => name);
  return { given: Object.fromEntries(given), flags: new Set(flags) };
}

const usageOf = (known: Evaluation[]) =>
  known.map(({ usage }) => `usage: npm run eval -- ${usage}`).join("\n");
