/**
 * What somebody pasted or chose, as a batch: JSON lines as they are, and of anything else each line as a question under its number.
 */
export function toBatchFile(text: string): string {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const filled = lines.filter((line) => line.trim() !== "");
  if (filled.length > 0 && filled.every((line) => line.trim().startsWith("{"))) return text;
  return lines
    .map((line, i) =>
      line.trim() === "" ? "" : JSON.stringify({ custom_id: String(i + 1), question: line.trim() }),
    )
    .join("\n");
}

/** How many questions it holds. */
export const countQuestions = (text: string) =>
  text.split(/\r?\n/).filter((line) => line.trim() !== "").length;
