/** The corpus ids that ranked chunks stand for, best first: a document is as good as its best chunk. */
export function rankDocuments(
  chunks: readonly { documentId: string }[],
  corpusIdsOf: ReadonlyMap<string, string[]>,
): string[] {
  return [...new Set(chunks.flatMap(({ documentId }) => corpusIdsOf.get(documentId) ?? []))];
}
