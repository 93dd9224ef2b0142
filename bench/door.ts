/** The way into an installation that is measured: over HTTP, or past it. */
export interface Door {
  /** What it leads through, for the report. */
  name: string;
  /** Takes a file in and returns its document's id. */
  upload(file: { name: string; bytes: Uint8Array }): Promise<string>;
  /** Resolves when the document can be found. Throws where it failed. */
  searchable(documentId: string): Promise<{ pages: number; chunks: number; characters: number }>;
  /** The process whose memory, with that of all it started, is watched; null where it isn't on this machine. */
  workerProcessId: number | null;
  close(): Promise<void>;
}

/** How often a document is looked at. What is measured can't be finer. */
export const lookEveryMs = 10;

/** What a finished document's receipt says, or undefined while it's on its way. Throws where it failed. */
export function outcomeOf(document: {
  status: string;
  fileName: string;
  error?: { code: string; message: string };
  receipt?: unknown;
}): { pages: number; chunks: number; characters: number } | undefined {
  if (document.status === "failed" || document.status === "cancelled")
    throw new Error(
      `${document.fileName}: ${document.error?.code ?? document.status}: ${document.error?.message ?? ""}`,
    );
  if (document.status !== "ready") return undefined;
  const receipt = document.receipt as { pages?: number | null; chunks?: number; characters?: number };
  return { pages: receipt.pages ?? 0, chunks: receipt.chunks ?? 0, characters: receipt.characters ?? 0 };
}
