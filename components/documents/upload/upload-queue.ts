import { ApiRequestError, messageOf } from "@/components/admin/api-request";
import { filePath } from "./file-path";
import type { FileToSend, SendFile } from "./send-file";

/**
 * One file on its way. waiting → sending → sent | duplicate | refused; refused → waiting by retry. A file that the server
 * is too busy for goes back to waiting by itself.
 */
export interface Upload extends FileToSend {
  id: string;
  state: "waiting" | "sending" | "sent" | "duplicate" | "refused";
  /** 0 to 1. */
  sentShare: number;
  /** Why it was refused, in the server's words. */
  message: string | null;
  /** Why it was refused, as a code; null where it wasn't the server that refused it. */
  code: string | null;
  documentId: string | null;
}

export interface UploadQueue {
  /**
   * Queues files for a collection, or one as a new version of a document, and starts sending. Many at once stand behind
   * whatever anybody waits for.
   */
  add(collectionId: string, files: readonly File[], replacesId?: string): void;
  /** Sends a refused file again, with its password if that's what was missing. */
  retry(uploadId: string, password?: string): void;
  /** Takes a file off the list, stopping it if it is being sent. */
  remove(uploadId: string): void;
  /** Takes every finished file of the collection off the list; refused ones stay. */
  clearDone(collectionId: string): void;
  /** The same array until something changes. */
  uploads(): readonly Upload[];
  subscribe(listener: () => void): () => void;
}

const attemptsMax = 6;
/** Somebody who uploads more than this at once doesn't wait for any one of them. */
const interactiveMax = 20;
const progressStep = 0.02;

/**
 * Sends files, at most `parallel` at once and in the order in which they came, and keeps the list of them. Outlives any
 * component, so that uploads go on while the admin looks at another page. A refusal that says when to come back
 * (429 or 503 with Retry-After) is retried then, up to six attempts; other refusals wait for `retry`.
 */
export function createUploadQueue(send: SendFile, { parallel = 3, wait = waitSeconds } = {}): UploadQueue {
  let list: readonly Upload[] = [];
  const listeners = new Set<() => void>();
  const running = new Map<string, AbortController>();
  const attempts = new Map<string, number>();

  function change(next: readonly Upload[]) {
    list = next;
    for (const listener of listeners) listener();
  }

  function update(id: string, fields: Partial<Upload>) {
    change(list.map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)));
  }

  function fill() {
    for (const upload of list) {
      if (running.size >= parallel) return;
      if (upload.state === "waiting" && !running.has(upload.id)) void run(upload);
    }
  }

  async function run(upload: Upload) {
    const controller = new AbortController();
    running.set(upload.id, controller);
    attempts.set(upload.id, (attempts.get(upload.id) ?? 0) + 1);
    update(upload.id, { state: "sending", sentShare: 0, message: null, code: null });
    let shown = 0;
    const onProgress = (sentShare: number) => {
      if (sentShare - shown < progressStep && sentShare < 1) return;
      shown = sentShare;
      update(upload.id, { sentShare });
    };
    try {
      const sent = await send(upload, { onProgress, signal: controller.signal });
      const state = sent.isDuplicate ? "duplicate" : "sent";
      update(upload.id, { state, sentShare: 1, documentId: sent.documentId });
    } catch (thrown) {
      const pauseSeconds = thrown instanceof ApiRequestError ? thrown.retryAfterSeconds : undefined;
      if (pauseSeconds !== undefined && (attempts.get(upload.id) ?? 0) < attemptsMax) {
        update(upload.id, { state: "waiting", sentShare: 0 });
        // Holding its place among the running ones keeps the others from knocking at a busy server meanwhile.
        await wait(pauseSeconds, controller.signal);
      } else {
        const code = thrown instanceof ApiRequestError ? thrown.code : null;
        update(upload.id, { state: "refused", message: messageOf(thrown), code });
      }
    } finally {
      running.delete(upload.id);
      fill();
    }
  }

  return {
    add(collectionId, files, replacesId) {
      const lane = files.length > interactiveMax ? "bulk" : "interactive";
      const added = files.map(
        (file): Upload => ({
          id: crypto.randomUUID(),
          collectionId,
          file,
          lane,
          // A new version keeps the place that its document has.
          sourceKey: replacesId === undefined ? filePath(file) : null,
          replacesId: replacesId ?? null,
          password: null,
          state: "waiting",
          sentShare: 0,
          message: null,
          code: null,
          documentId: null,
        }),
      );
      change([...list, ...added]);
      fill();
    },
    retry(uploadId, password) {
      attempts.delete(uploadId);
      const opened = password === undefined ? {} : { password };
      update(uploadId, { state: "waiting", message: null, code: null, ...opened });
      fill();
    },
    remove(uploadId) {
      running.get(uploadId)?.abort(new Error("taken off the list"));
      attempts.delete(uploadId);
      change(list.filter((upload) => upload.id !== uploadId));
    },
    clearDone(collectionId) {
      const isDone = ({ state }: Upload) => state === "sent" || state === "duplicate";
      change(list.filter((upload) => upload.collectionId !== collectionId || !isDone(upload)));
    },
    uploads: () => list,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function waitSeconds(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
