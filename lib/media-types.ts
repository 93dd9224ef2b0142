import type { DocumentKind } from "./turn.ts";

export interface MediaType {
  kind: DocumentKind;
  /** The endings under which files of it are taken, the usual one first. */
  extensions: string[];
}

const office = "application/vnd.openxmlformats-officedocument";

/** Every type of file that Lectern reads. */
export const mediaTypes: Record<string, MediaType> = {
  "application/pdf": { kind: "pdf", extensions: [".pdf"] },
  [`${office}.wordprocessingml.document`]: { kind: "text-document", extensions: [".docx"] },
  "text/html": { kind: "web-page", extensions: [".html", ".htm", ".xhtml"] },
  "text/markdown": { kind: "plain-text", extensions: [".md", ".markdown"] },
  "text/plain": { kind: "plain-text", extensions: [".txt", ".text"] },
};

/** What people call files of this media type; plain text for one that isn't known any more. */
export function kindOf(mediaType: string): DocumentKind {
  return mediaTypes[mediaType]?.kind ?? "plain-text";
}

/** The media types of a kind. */
export function mediaTypesOf(kind: DocumentKind): string[] {
  return Object.keys(mediaTypes).filter((mediaType) => mediaTypes[mediaType]?.kind === kind);
}
