import { extname } from "node:path";
import { mediaTypes } from "../../../lib/media-types.ts";

/** What servers say of files they know nothing about: the name tells more. */
const vagueTypes = new Set([
  "",
  "text/plain",
  "application/octet-stream",
  "binary/octet-stream",
  "application/zip",
]);
/** Other names that servers have for types which Lectern reads. */
const aliases: Record<string, string> = {
  "application/xhtml+xml": "text/html",
  "text/x-markdown": "text/markdown",
  "application/csv": "text/csv",
};
const knownExtensions = new Set(Object.values(mediaTypes).flatMap(({ extensions }) => extensions));
const stemCharsMax = 120;

/**
 * The file name under which an answer is taken in: the end of its address, with the ending of its type. Null where the type is
 * one that Lectern doesn't read.
 */
export function nameFile(url: URL, contentType: string | undefined): string | null {
  const given = (contentType?.split(";")[0] ?? "").trim().toLowerCase();
  const mediaType = aliases[given] ?? given;
  const last = decoded(url.pathname.split("/").findLast(Boolean) ?? "") || url.hostname;
  const extension = url.pathname.endsWith("/") ? "" : extname(last).toLowerCase();
  const isKnown = knownExtensions.has(extension);
  if (vagueTypes.has(mediaType)) {
    if (isKnown) return last;
    return mediaType === "text/plain" ? `${shortened(last)}.txt` : null;
  }
  const known = mediaTypes[mediaType];
  if (!known) return null;
  if (known.extensions.includes(extension)) return last;
  return `${shortened(isKnown ? last.slice(0, -extension.length) : last)}${known.extensions[0]}`;
}

const shortened = (stem: string) => stem.slice(0, stemCharsMax);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
