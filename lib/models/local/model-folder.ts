import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { env } from "../../env.ts";
import { localModels } from "./local-models.ts";

/** What a fetched model consists of, in the hub's own layout. */
export const modelFiles = [
  "config.json",
  "tokenizer_config.json",
  "tokenizer.json",
  "onnx/model_quantized.onnx",
];

/** Weights that can be run, the preferred first, with what transformers.js calls them. */
const weights = [
  { file: "onnx/model_quantized.onnx", dtype: "q8" },
  { file: "onnx/model.onnx", dtype: "fp32" },
] as const;

/** Owner and name, as on the hub; nothing that leaves the folder. */
const repositoryPattern = /^(?!\.)[\w.-]+(\/(?!\.)[\w.-]+)?$/;

/** Where local models lie: LOCAL_MODELS_DIR, or `models` beside the files of documents. */
export function modelsFolder(): string {
  const { LOCAL_MODELS_DIR, DATA_DIR } = env();
  // Next's build would take a path that it can't foretell for the whole project's.
  return LOCAL_MODELS_DIR
    ? resolve(/* turbopackIgnore: true */ LOCAL_MODELS_DIR)
    : resolve(DATA_DIR, "models");
}

/** The repository of a local model by its name in the catalog; one that isn't listed is called by its own. */
export function repositoryOf(name: string): string {
  return localModels.find(({ id }) => id === `local/${name}`)?.repository ?? name;
}

/**
 * The folder of a model that can be run, with the weights to run; undefined where a file is missing. Looks at the disk each time,
 * about 40 µs, so that a model put there by hand or fetched by another process is seen at once.
 */
export function findModelFolder(
  repository: string,
): { folder: string; dtype: (typeof weights)[number]["dtype"] } | undefined {
  if (!repositoryPattern.test(repository)) return undefined;
  const folder = join(modelsFolder(), repository);
  const has = (file: string) => existsSync(join(folder, file));
  if (!has("config.json") || !has("tokenizer.json")) return undefined;
  const found = weights.find(({ file }) => has(file));
  return found && { folder, dtype: found.dtype };
}

/** The folder of a catalogued or named model. Throws where it isn't here. */
export function requireModelFolder(name: string): NonNullable<ReturnType<typeof findModelFolder>> {
  const repository = repositoryOf(name);
  const found = findModelFolder(repository);
  if (!found) throw new Error(`the files of ${repository} are not in ${modelsFolder()}`);
  return found;
}
