/** The pairs that people quote with. Single quotes aren't among them: they are apostrophes far more often. */
const quoted = /"([^"\n]{2,200})"|[“„]([^“”„\n]{2,200})[”“]|«([^«»\n]{2,200})»|»([^«»\n]{2,200})«/g;

/** What stands in quotation marks, in order, trimmed. */
export function findQuotedPhrases(text: string): string[] {
  return Array.from(text.matchAll(quoted), (match) => match.slice(1).find(Boolean)?.trim() ?? "").filter(
    Boolean,
  );
}
