import { type DefinitionPatterns, definitionPatterns } from "./definition-patterns.ts";

/** A class, function or section of a source file. */
export interface Definition {
  name: string;
  /** 1 for the outermost. */
  level: number;
  /** Where it begins, with the comments and annotations that stand directly above it. */
  start: number;
  /** Where the line ends on which it is named. */
  lineEnd: number;
}

/** Belongs to the definition below it: comments, annotations, decorators, attributes. */
const above =
  /^\s*(?:\/\/|\/\*|\*|#(?!include|import|define|if|endif|pragma|else)|--|;;|%%|@\w|\[\w|"""|''')/;
const levelMax = 6;

/**
 * The definitions of a source file in their order, found by the patterns of its language and by indentation: what is indented
 * below a function is that function's.
 */
export function findDefinitions(text: string, language: string): Definition[] {
  const patterns = definitionPatterns[language];
  if (!patterns) return [];
  const definitions: Definition[] = [];
  const open: { indent: number; isContainer: boolean }[] = [];
  let attachedFrom: number | null = null;
  let at = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const start = at;
    at += line.length;
    if (above.test(line) && !isDefinition(line, patterns)) {
      attachedFrom ??= start;
      continue;
    }
    const found = matchLine(line, patterns);
    if (found) {
      while ((open.at(-1)?.indent ?? -1) >= found.indent) open.pop();
      if (open.at(-1)?.isContainer !== false) {
        definitions.push({
          name: found.name,
          level: Math.min(levelMax, open.length + 1),
          start: attachedFrom ?? start,
          lineEnd: start + line.trimEnd().length,
        });
        open.push({ indent: found.indent, isContainer: found.isContainer });
      }
    }
    attachedFrom = null;
  }
  return definitions;
}

const isDefinition = (line: string, patterns: DefinitionPatterns) => matchLine(line, patterns) !== null;
/** Longer lines are data or minified. */
const lineCharsMax = 500;

function matchLine(line: string, { container, leaf }: DefinitionPatterns) {
  if (line.length > lineCharsMax) return null;
  const code = line.trimEnd();
  const asContainer = container?.exec(code);
  const match = asContainer ?? leaf?.exec(code);
  const name = Object.values(match?.groups ?? {}).find(Boolean);
  if (!match || !name) return null;
  return {
    name: name.trim(),
    indent: (match[1] ?? "").replaceAll("\t", "    ").length,
    isContainer: Boolean(asContainer),
  };
}
