import type { Readable } from "node:stream";
import type { KnownItem } from "../../db/source-items.ts";
import { AppError, type ErrorCode } from "../../lib/errors.ts";

/**
 * What reading a source comes upon, one item at a time. `key` is its address within the source: a URL, a path, an object's key.
 * - file: it's there; `open` gives its bytes, once.
 * - unchanged: the source itself says that it is what it was.
 * - gone: it's still named, but isn't there any more.
 * - refused: it's there and can't be had. What was taken from it before stays.
 */
export type Finding =
  | { key: string; state: "file"; fileName: string; open: () => Promise<Readable>; version: ItemVersion }
  | { key: string; state: "unchanged" | "gone" }
  | { key: string; state: "refused"; code: string; message: string };

/** By which a source tells whether an item has changed. */
export interface ItemVersion {
  etag: string | null;
  lastModified: string | null;
}

/** One reading of a source: what is known from earlier ones, and where to say that this one isn't whole. */
export interface Reading {
  /** The item as it was last taken in, if it was and its document is still there. */
  known: (key: string) => KnownItem | undefined;
  tenantId: string;
  /** Says that there may be more than was found: nothing may be taken for removed. */
  cutShort: (reason: string) => void;
  signal: AbortSignal;
}

/** Reads one kind of source. Throws where there's nothing to be read at all. */
export type ReadItems<Config> = (config: Config, reading: Reading) => AsyncGenerator<Finding, void>;

export type Refusal = Extract<Finding, { state: "refused" }>;

/** Faults that no other item would be spared. */
const everybodys = new Set<ErrorCode>([
  "blob_store_unavailable",
  "database_unavailable",
  "collection_not_found",
  "internal",
]);

/** An item that can't be had, by the fault that says why. Throws on what isn't the item's own fault. */
export function refusalOf(key: string, fault: unknown): Refusal {
  if (!(fault instanceof AppError) || everybodys.has(fault.code)) throw fault;
  return { key, state: "refused", code: fault.code, message: fault.publicMessage };
}
