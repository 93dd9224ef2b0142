// @ts-check
/**
 * Holds the tree to the import rules of ARCHITECTURE.md: who may import whom (type imports count), one importer per vendor
 * SDK, process.env in one file, no cycles. Prints each breach and exits with 1 where there's any.
 *
 *   node scripts/check-imports.mjs [folder]     default: the repository
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { environmentReaders, layers, packageOwners } from "./import-rules.mjs";
import { root as repository } from "./settings.mjs";

/** @typedef {{ file: string, imports: string[], readsEnvironment: boolean }} Module   paths relative to the root */

const root = resolve(process.argv[2] ?? repository);
const modules = globSync("{app,components,lib,db,ingestion,e2e,bench,scripts}/**/*.{ts,tsx,mjs}", {
  cwd: root,
})
  .concat(globSync("*.{ts,tsx,mjs}", { cwd: root }))
  .filter((file) => !file.includes("node_modules") && !file.endsWith(".d.ts"))
  .sort()
  .map(readModule);
const modulesByFile = new Map(modules.map((module) => [module.file, module]));

const breaches = [...modules.flatMap(breachesOfLayers), ...modules.flatMap(breachesOfOwnership), ...cycles()];
for (const breach of breaches) console.error(breach);
console.log(`${modules.length} files, ${breaches.length} breaches of the import rules`);
process.exitCode = breaches.length > 0 ? 1 : 0;

/** @returns {Module} */
function readModule(/** @type {string} */ file) {
  const source = readFileSync(join(root, file), "utf8");
  const { module, program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} can't be parsed: ${errors[0]?.message}`);
  const specifiers = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) =>
      found.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
  ];
  let readsEnvironment = false;
  new Visitor({
    ImportExpression: ({ source: from }) =>
      void (from.type === "Literal" && specifiers.push(String(from.value))),
    TSImportType: ({ source: from }) => void specifiers.push(String(from.value)),
    MemberExpression: ({ object, property }) => {
      const isProcess = object.type === "Identifier" && object.name === "process";
      if (isProcess && property.type === "Identifier" && property.name === "env") readsEnvironment = true;
    },
  }).visit(program);
  const imports = [...new Set(specifiers)].map((specifier) => resolveImport(file, specifier));
  return { file, imports, readsEnvironment };
}

/** A file of this tree as its path from the root; a package as its specifier. */
function resolveImport(/** @type {string} */ from, /** @type {string} */ specifier) {
  const isAlias = specifier.startsWith("@/");
  if (!isAlias && !specifier.startsWith(".")) return specifier;
  const base = isAlias ? join(root, specifier.slice(2)) : resolve(root, dirname(from), specifier);
  const endings = ["", ".ts", ".tsx", ".mjs", "/index.ts", "/index.tsx"];
  const found = endings
    .map((ending) => base + ending)
    .find((path) => /\.\w+$/.test(path) && existsSync(path));
  return relative(root, found ?? base);
}

function breachesOfLayers(/** @type {Module} */ { file, imports }) {
  const layer = layers.find(({ files }) => files.test(file));
  if (!layer) return [];
  return imports
    .filter(
      (target) => modulesByFile.has(target) && !layer.mayImport(file).some((allowed) => allowed.test(target)),
    )
    .map((target) => `${file} imports ${target}: ${layer.rule}`);
}

function breachesOfOwnership(/** @type {Module} */ { file, imports, readsEnvironment }) {
  const found = packageOwners.flatMap(({ packages, owners }) =>
    imports
      .filter((target) => packages.test(target) && !owners.some((owner) => owner.test(file)))
      .map(
        (target) =>
          `${file} imports ${target}: it belongs to ${owners.map((owner) => owner.source).join(", ")}`,
      ),
  );
  if (readsEnvironment && !environmentReaders.some((reader) => reader.test(file))) {
    found.push(`${file} reads process.env: only lib/env.ts does, everybody else asks it`);
  }
  return found;
}

/** Each cycle once: depth first, a step back onto the current path closes one. */
function cycles() {
  /** @type {string[]} */
  const found = [];
  const finished = new Set();
  /** @type {string[]} */
  const path = [];
  const visit = (/** @type {string} */ file) => {
    if (finished.has(file)) return;
    const start = path.indexOf(file);
    if (start >= 0) return void found.push(`a cycle: ${[...path.slice(start), file].join(" → ")}`);
    path.push(file);
    for (const target of modulesByFile.get(file)?.imports ?? []) if (modulesByFile.has(target)) visit(target);
    path.pop();
    finished.add(file);
  };
  for (const { file } of modules) visit(file);
  return found;
}
