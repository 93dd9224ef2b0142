import { setTimeout as sleep } from "node:timers/promises";
import { type Door, lookEveryMs, outcomeOf } from "./door.ts";

/** A running Lectern, spoken to as any client would: uploads by POST, and looks by GET until a document is ready. */
export function openHttpDoor(origin: string, apiKey: string, collection: string): Door {
  const documents = `${origin.replace(/\/$/, "")}/api/v1/documents`;
  const headers = { authorization: `Bearer ${apiKey}` };
  /** Waits out rate limits, which a bench meets sooner than people do. */
  async function call(path: string, init: RequestInit = {}): Promise<unknown> {
    for (;;) {
      const response = await fetch(`${documents}${path}`, { ...init, headers });
      if (response.ok) return response.json();
      const text = await response.text();
      if (response.status !== 429) throw new Error(`${response.status} ${text}`);
      await sleep(1000 * Number(response.headers.get("retry-after") ?? 1));
    }
  }
  return {
    name: `HTTP, ${origin}`,
    workerProcessId: null,
    async upload({ name, bytes }) {
      const form = new FormData();
      form.append("collection", collection);
      form.append("file", new File([bytes as BlobPart], name));
      return ((await call("", { method: "POST", body: form })) as { id: string }).id;
    },
    async searchable(id) {
      for (;;) {
        const outcome = outcomeOf((await call(`/${id}`)) as Parameters<typeof outcomeOf>[0]);
        if (outcome) return outcome;
        await sleep(lookEveryMs);
      }
    },
    close: async () => undefined,
  };
}
