import { codeLanguages, codeMediaType } from "./code-languages.ts";
import type { DocumentKind } from "./search.ts";

export interface MediaType {
  kind: DocumentKind;
  /** The endings under which files of it are taken, the usual one first. */
  extensions: string[];
  /** Its files are text: which one is told by the name, since the content could be any of them. */
  isText?: true;
}

const office = "application/vnd.openxmlformats-officedocument";
const openDocument = "application/vnd.oasis.opendocument";

/** Every type of file that Lectern reads. */
export const mediaTypes: Record<string, MediaType> = {
  "application/pdf": { kind: "pdf", extensions: [".pdf"] },
  [`${office}.wordprocessingml.document`]: { kind: "text-document", extensions: [".docx"] },
  "application/msword": { kind: "text-document", extensions: [".doc"] },
  [`${openDocument}.text`]: { kind: "text-document", extensions: [".odt", ".ott"] },
  "application/rtf": { kind: "text-document", extensions: [".rtf"] },
  "application/epub+zip": { kind: "text-document", extensions: [".epub"] },
  [`${office}.presentationml.presentation`]: { kind: "slides", extensions: [".pptx", ".ppsx"] },
  [`${openDocument}.presentation`]: { kind: "slides", extensions: [".odp"] },
  [`${office}.spreadsheetml.sheet`]: { kind: "sheet", extensions: [".xlsx"] },
  "application/vnd.ms-excel": { kind: "sheet", extensions: [".xls"] },
  [`${openDocument}.spreadsheet`]: { kind: "sheet", extensions: [".ods"] },
  "text/csv": { kind: "sheet", extensions: [".csv"], isText: true },
  "text/tab-separated-values": { kind: "sheet", extensions: [".tsv", ".tab"], isText: true },
  "text/html": { kind: "web-page", extensions: [".html", ".htm", ".xhtml"], isText: true },
  "text/markdown": { kind: "plain-text", extensions: [".md", ".markdown", ".mdx", ".qmd"], isText: true },
  "text/plain": {
    kind: "plain-text",
    extensions: [".txt", ".text", ".log", ".rst", ".adoc", ".org", ".tex", ".srt", ".vtt"],
    isText: true,
  },
  "application/json": {
    kind: "data",
    extensions: [".json", ".geojson", ".jsonc", ".json5", ".ipynb", ".webmanifest"],
    isText: true,
  },
  "application/jsonl": { kind: "data", extensions: [".jsonl", ".ndjson"], isText: true },
  "message/rfc822": { kind: "mail", extensions: [".eml"], isText: true },
  "application/vnd.ms-outlook": { kind: "mail", extensions: [".msg"] },
  "image/png": { kind: "image", extensions: [".png"] },
  "image/jpeg": { kind: "image", extensions: [".jpg", ".jpeg"] },
  "image/tiff": { kind: "image", extensions: [".tif", ".tiff"] },
  "image/webp": { kind: "image", extensions: [".webp"] },
  "image/bmp": { kind: "image", extensions: [".bmp"] },
  "image/gif": { kind: "image", extensions: [".gif"] },
  "application/zip": { kind: "archive", extensions: [".zip"] },
  ...Object.fromEntries(
    Object.entries(codeLanguages).map(([language, extensions]) => [
      codeMediaType(language),
      { kind: "code", extensions, isText: true } satisfies MediaType,
    ]),
  ),
};

/** Endings of Office files with macros, which aren't taken. */
export const macroExtensions = [
  ".docm",
  ".dotm",
  ".xlsm",
  ".xltm",
  ".xlam",
  ".pptm",
  ".potm",
  ".ppsm",
  ".ppam",
];

/** For people choosing files: what may be uploaded. */
export const acceptedExtensions = Object.values(mediaTypes).flatMap(({ extensions }) => extensions);

const mediaTypeByExtension = new Map(
  Object.entries(mediaTypes).flatMap(([mediaType, { extensions }]) =>
    extensions.map((extension) => [extension, mediaType] as const),
  ),
);

/** The media type that an ending promises, such as `.docx`. */
export function mediaTypeOf(extension: string): string | undefined {
  return mediaTypeByExtension.get(extension.toLowerCase());
}

/** What people call files of this media type; plain text for one that isn't known any more. */
export function kindOf(mediaType: string): DocumentKind {
  return mediaTypes[mediaType]?.kind ?? "plain-text";
}

/** The media types of a kind. */
export function mediaTypesOf(kind: DocumentKind): string[] {
  return Object.keys(mediaTypes).filter((mediaType) => mediaTypes[mediaType]?.kind === kind);
}
