import { type ApiRequestError, apiRequestError } from "@/components/admin/api-request";
import type { BadLine, BatchView, CompletionWindow } from "@/lib/batch-schemas";

/** What came of sending a batch: the batch, or the lines that are wrong. */
export type SentBatch = { batch: BatchView; badLines?: undefined } | { badLines: BadLine[] };

/** Throws ApiRequestError where it's refused for anything but its lines. */
export async function sendBatch(
  file: string,
  { name, window }: { name: string; window: CompletionWindow | null },
): Promise<SentBatch> {
  const query = new URLSearchParams({ name, ...(window && { completion_window: window }) });
  const response = await fetch(`/api/v1/batches?${query}`, {
    method: "POST",
    headers: { "content-type": "application/jsonl" },
    body: file,
  }).catch((): ApiRequestError | Response => apiRequestError(0, "", null));
  if (!(response instanceof Response)) throw response;
  const text = await response.text();
  if (response.ok) return { batch: JSON.parse(text) as BatchView };
  const badLines = badLinesIn(text);
  if (badLines) return { badLines };
  throw apiRequestError(response.status, text, response.headers.get("retry-after"));
}

function badLinesIn(body: string): BadLine[] | undefined {
  try {
    return (JSON.parse(body) as { error?: { lines?: BadLine[] } }).error?.lines;
  } catch {
    return undefined; // a proxy's page
  }
}
