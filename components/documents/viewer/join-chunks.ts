/** A chunk as GET /api/v1/documents/{id}/chunks gives it. */
export interface SourceChunk {
  id: string;
  ordinal: number;
  text: string;
  charStart: number;
  charEnd: number;
}

/** Text to show, in order. Exactly one part is the cited chunk, whole, so that a citation's offsets hold in it. */
export interface ShownChunk {
  id: string;
  text: string;
  isCited: boolean;
}

/** Lines up chunks, which overlap a little, as the continuous text that they were cut from. */
export function joinChunks(chunks: SourceChunk[], citedId: string): ShownChunk[] {
  const citedAt = chunks.findIndex((chunk) => chunk.id === citedId);
  return chunks.map((chunk, i) => {
    const before = chunks[i - 1];
    const after = chunks[i + 1];
    const isCited = i === citedAt;
    // What two chunks share is left to the one that is nearer to the cited one.
    const fromStart = before && i > citedAt ? Math.max(0, before.charEnd - chunk.charStart) : 0;
    const fromEnd = after && i < citedAt ? Math.max(0, chunk.charEnd - after.charStart) : 0;
    const text = isCited ? chunk.text : withoutOverlap(chunk, fromStart, fromEnd);
    return { id: chunk.id, text, isCited };
  });
}

/** Where a table goes on, its header stands before the chunk's own text; it stays, or the rows would be no table. */
function withoutOverlap(
  { text, charStart, charEnd }: SourceChunk,
  fromStart: number,
  fromEnd: number,
): string {
  const headerLength = Math.max(0, text.length - (charEnd - charStart));
  const own = text.slice(headerLength + fromStart, text.length - fromEnd).trim();
  return own === "" ? "" : text.slice(0, headerLength) + own;
}
