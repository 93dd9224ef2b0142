import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

export interface FoundFunction {
  /** `documents.findDocument`: file and function. */
  name: string;
  /** What the type of the first parameter is called. */
  firstType: string | null;
  /** Whether it waits for something: what doesn't can't read the database. */
  isAsync: boolean;
  docblock: string;
}

const folder = fileURLToPath(new URL("..", import.meta.url));

/** The functions that the files in db/ export, save its foundation: client.ts, which opens transactions for all others. */
export function findFunctions(): FoundFunction[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$/.test(file) && file !== "client.ts")
    .flatMap(functionsIn);
}

function functionsIn(file: string): FoundFunction[] {
  const source = readFileSync(`${folder}/${file}`, "utf8");
  const { program, comments } = parseSync(file, source);
  return program.body.flatMap((node) => {
    if (node.type !== "ExportNamedDeclaration" || !node.declaration) return [];
    const docblock = comments.findLast(
      ({ end }) => end < node.start && source.slice(end, node.start).trim() === "",
    );
    return callablesOf(node.declaration).map(({ name, callable }) => ({
      name: `${file.replace(/\.ts$/, "")}.${name}`,
      firstType: typeNameOf(callable.params[0]),
      isAsync: callable.async || /^:\s*Promise\b/.test(textOf(source, callable.returnType)),
      docblock: docblock?.value ?? "",
    }));
  });
}

interface Callable {
  params: unknown[];
  async: boolean;
  returnType?: { start: number; end: number } | null;
}

type Program = ReturnType<typeof parseSync>["program"];
type Declaration = NonNullable<
  Extract<Program["body"][number], { type: "ExportNamedDeclaration" }>["declaration"]
>;

/** `export function f` and `export const f = () => …` alike. */
function callablesOf(declaration: Declaration): { name: string; callable: Callable }[] {
  if (declaration.type === "FunctionDeclaration") {
    return declaration.id ? [{ name: declaration.id.name, callable: declaration }] : [];
  }
  if (declaration.type !== "VariableDeclaration") return [];
  return declaration.declarations.flatMap(({ id, init }) => {
    const isFunction = init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression";
    return id.type === "Identifier" && isFunction ? [{ name: id.name, callable: init }] : [];
  });
}

function typeNameOf(parameter: unknown): string | null {
  const type = (
    parameter as { typeAnnotation?: { typeAnnotation?: { typeName?: { name?: string } } } } | undefined
  )?.typeAnnotation?.typeAnnotation;
  return type?.typeName?.name ?? null;
}

const textOf = (source: string, node: { start: number; end: number } | null | undefined) =>
  node ? source.slice(node.start, node.end) : "";
