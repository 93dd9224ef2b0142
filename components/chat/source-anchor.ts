/** A citation, by the answer that it stands in and its place among that one's. */
export interface CitationPlace {
  messageId: string;
  ordinal: number;
}

/** Behind the `#` of a conversation's address: opens the conversation with this citation's source beside it. */
export function sourceAnchor({ messageId, ordinal }: CitationPlace): string {
  return `source-${messageId}-${ordinal}`;
}

/** The citation that an address's hash names, null where it names none. */
export function readSourceAnchor(hash: string): CitationPlace | null {
  const [, messageId, ordinal] = /^#source-(.+)-(\d+)$/.exec(hash) ?? [];
  return messageId && ordinal ? { messageId, ordinal: Number(ordinal) } : null;
}
