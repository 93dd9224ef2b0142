import { useState } from "react";
import { type ApiRequestError, apiRequestError } from "@/components/admin/api-request";
import type { ChunkingSettings, ParserChoice, PreviewResult } from "@/lib/document";
import { useWatched } from "../use-watched";

/** A preview as /api/v1/previews/{id} tells it. */
export interface PreviewView {
  id: string;
  status: "waiting" | "done" | "failed";
  fileName: string;
  error?: { code: string; message: string };
  result?: PreviewResult;
}

export interface TrySettings {
  chunking: ChunkingSettings;
  parser: ParserChoice;
}

/** What was tried last: the file, under which settings, and whether the server took it. */
interface Attempt extends TrySettings {
  file: File;
  password: string | null;
  /** Null while the file is on its way. */
  previewId: string | null;
  refusal: { code: string; message: string } | null;
}

const watchMs = 300;

/** Sends a file to be cut under settings that aren't saved, and asks for the result until it's there. */
export function usePreview(collectionId: string) {
  const [attempt, setAttempt] = useState<Attempt | null>(null);
  const url = attempt?.previewId ? `/api/v1/previews/${attempt.previewId}` : null;
  const { data, error } = useWatched<PreviewView>(url, {
    isOpen: ({ status }) => status === "waiting",
    isExpectingMore: url !== null,
    everyMs: watchMs,
  });

  const show = async (file: File, settings: TrySettings, password: string | null = null) => {
    const begun: Attempt = { ...settings, file, password, previewId: null, refusal: null };
    setAttempt(begun);
    const outcome = await send(collectionId, begun).then(
      (previewId) => ({ previewId }),
      ({ code, message }: ApiRequestError) => ({ refusal: { code, message } }),
    );
    // Another file may have been dropped meanwhile.
    setAttempt((now) => (now === begun ? { ...begun, ...outcome } : now));
  };
  const preview = data?.id === attempt?.previewId ? data : undefined;
  const unread = error ? { code: error.code, message: error.message } : null;
  return {
    attempt,
    preview,
    fault: attempt?.refusal ?? preview?.error ?? unread,
    show,
    clear: () => setAttempt(null),
  };
}

async function send(collectionId: string, { file, chunking, parser, password }: Attempt): Promise<string> {
  const form = new FormData();
  form.append("tokensMax", String(chunking.tokensMax));
  form.append("overlapShare", String(chunking.overlapShare));
  form.append("parser", parser);
  if (password !== null) form.append("password", password);
  form.append("file", file, file.name);
  const response = await fetch(`/api/v1/collections/${collectionId}/preview`, {
    method: "POST",
    body: form,
  }).catch(() => {
    throw apiRequestError(0, "", null);
  });
  const text = await response.text();
  if (!response.ok) throw apiRequestError(response.status, text, response.headers.get("retry-after"));
  return (JSON.parse(text) as { id: string }).id;
}
