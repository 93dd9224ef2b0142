import { looksLikeHeader, markdownTable } from "../markdown-table.ts";
import type { TextBuilder } from "../text-builder.ts";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const headingLevelMax = 6;
/** Fields by which people tell records apart. */
const labelKeys = ["title", "name", "label", "id", "key", "question"];
const labelCharsMax = 80;

/**
 * Writes a JSON value so that it reads: an object's plain fields as "key: value" lines, what is nested under headings of
 * their keys, a list of alike records as a table.
 */
export function writeValue(value: Json, level: number, builder: TextBuilder): void {
  if (Array.isArray(value)) writeArray(value, level, builder);
  else if (isObject(value)) writeObject(value, level, builder);
  else builder.add({ kind: "paragraph", text: scalarText(value) });
}

function writeObject(object: JsonObject, level: number, builder: TextBuilder): void {
  const entries = Object.entries(object);
  const plain = entries.filter(([, value]) => isPlain(value));
  builder.add({ kind: "list", text: plain.flatMap(([key, value]) => line(key, value)).join("\n") });
  for (const [key, value] of entries.filter(([, value]) => !isPlain(value))) {
    if (level > headingLevelMax) builder.add({ kind: "list", text: flatLines(value, key).join("\n") });
    else {
      builder.add({ kind: "heading", level, label: key, text: key });
      writeValue(value, level + 1, builder);
    }
  }
}

function writeArray(array: Json[], level: number, builder: TextBuilder): void {
  if (array.every((item) => !isObject(item) && !Array.isArray(item))) {
    builder.add({ kind: "list", text: array.map((item) => `- ${scalarText(item)}`).join("\n") });
    return;
  }
  const table = asTable(array);
  if (table) {
    builder.add({ kind: "table", ...markdownTable(table, looksLikeHeader(table)) });
    return;
  }
  for (const [i, item] of array.entries()) {
    if (level > headingLevelMax) {
      builder.add({ kind: "list", text: flatLines(item, String(i + 1)).join("\n") });
      continue;
    }
    const label = labelOf(item) ?? String(i + 1);
    builder.add({ kind: "heading", level, label, text: label });
    writeValue(item, level + 1, builder);
  }
}

/** Records with the same few plain fields as rows under their keys; null for what isn't a table. */
function asTable(array: Json[]): string[][] | null {
  if (array.length < 2) return null;
  if (array.every((item): item is Json[] => Array.isArray(item) && item.every(isScalar)))
    return array.map((row) => row.map(scalarText));
  if (!array.every((item): item is JsonObject => isObject(item) && Object.values(item).every(isScalar)))
    return null;
  const keys = [...new Set(array.flatMap((record) => Object.keys(record)))];
  const filled = array.reduce((sum, record) => sum + Object.keys(record).length, 0);
  const isAlike = keys.length <= 50 && filled >= keys.length * array.length * 0.5;
  const isShort = array.every((record) =>
    Object.values(record).every((value) => scalarText(value).length <= 500),
  );
  if (!isAlike || !isShort) return null;
  return [keys, ...array.map((record) => keys.map((key) => scalarText(record[key] ?? null)))];
}

/** A value as lines that each say their whole path: "address.city: Oslo". */
export function flatLines(value: Json, path: string): string[] {
  if (isPlain(value)) return line(path, value);
  const entries = Array.isArray(value)
    ? value.map((item, i) => [String(i + 1), item] as const)
    : Object.entries(value as JsonObject);
  return entries.flatMap(([key, item]) => flatLines(item, path ? `${path}.${key}` : key));
}

function line(key: string, value: Json): string[] {
  const text = Array.isArray(value) ? value.map(scalarText).filter(Boolean).join(", ") : scalarText(value);
  return text ? [key ? `${key}: ${text}` : text] : [];
}

function labelOf(item: Json): string | null {
  if (!isObject(item)) return null;
  const label = labelKeys
    .map((key) => item[key])
    .find((value) => typeof value === "string" || typeof value === "number");
  return label === undefined || label === null || label === "" ? null : String(label).slice(0, labelCharsMax);
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isScalar = (value: Json) => typeof value !== "object" || value === null;
/** What fits in a line after its key. */
const isPlain = (value: Json) =>
  isScalar(value) ||
  (Array.isArray(value) && value.every(isScalar) && value.map(scalarText).join().length <= 200);
const scalarText = (value: Json) => (value === null ? "" : String(value).trim());
