import { parseMarkdown } from "../parse-markdown.ts";
import type { TextBuilder } from "../text-builder.ts";
import type { Json } from "./write-value.ts";

type Notebook = { cells: Json[]; nbformat: number };

/** Whether JSON is a Jupyter notebook. */
export function isNotebook(value: Json): value is Notebook {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Array.isArray(value.cells) &&
    typeof value.nbformat === "number"
  );
}

/** Writes a notebook's cells in order: text with its structure, code, and what the code printed as text. */
export function writeNotebook({ cells }: Notebook, builder: TextBuilder): void {
  for (const cell of cells) {
    if (typeof cell !== "object" || cell === null || Array.isArray(cell)) continue;
    const source = joined(cell.source);
    if (cell.cell_type === "code") {
      builder.add({ kind: "code", text: source });
      for (const output of Array.isArray(cell.outputs) ? cell.outputs : []) writeOutput(output, builder);
    } else if (cell.cell_type === "markdown") {
      const { text, elements } = parseMarkdown(Buffer.from(source));
      for (const { start, end, headerEnd, ...element } of elements)
        builder.add({
          ...element,
          text: text.slice(start, end),
          ...(headerEnd !== undefined && { headerLength: headerEnd - start }),
        });
    } else builder.add({ kind: "paragraph", text: source });
  }
}

function writeOutput(output: Json, builder: TextBuilder): void {
  if (typeof output !== "object" || output === null || Array.isArray(output)) return;
  const data = output.data;
  const shown =
    typeof data === "object" && data !== null && !Array.isArray(data) ? data["text/plain"] : undefined;
  builder.add({ kind: "code", text: joined(output.text ?? shown ?? "").slice(0, outputCharsMax) });
}

/** Logs of hours of training are no text to read. */
const outputCharsMax = 4000;

const joined = (source: Json | undefined) =>
  Array.isArray(source) ? source.join("") : typeof source === "string" ? source : "";
