import type { IncomingHttpHeaders } from "node:http";

/**
 * What became of a request: still being answered, answered to the end (a scripted error status counts as that), given
 * up by its client (a stopped run, a closed tab), ended by the provider on purpose (reset, cut, a hang let go), or
 * refused with an error that no script asked for.
 */
export type Outcome = "open" | "answered" | "closed-by-client" | "ended-by-provider" | "refused";

export interface ReceivedRequest {
  number: number;
  receivedAt: string;
  method: string;
  path: string;
  /** Secrets are replaced by "[redacted]". */
  headers: Record<string, string>;
  /** The JSON that was sent; text where it was no JSON; null without a body. */
  body: unknown;
  /** The kind of scripted failure that it met, if any. */
  failure: string | null;
  outcome: Outcome;
}

/** Enough for any test, small enough for a provider that is left running. */
const requestsMax = 1_000;
const bytesMax = 64 * 1024 * 1024;

const secretHeaders = new Set(["authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"]);

/** Remembers the requests that the provider received, oldest first; forgets the oldest when there are too many. */
export function createRequestLog() {
  let kept: { request: ReceivedRequest; bytes: number }[] = [];
  let bytes = 0;
  let forgotten = 0;
  let received = 0;

  return {
    add(method: string, path: string, headers: IncomingHttpHeaders, bodyText: string): ReceivedRequest {
      received += 1;
      const request: ReceivedRequest = {
        number: received,
        receivedAt: new Date().toISOString(),
        method,
        path,
        headers: redact(headers),
        body: bodyOf(bodyText),
        failure: null,
        outcome: "open",
      };
      kept.push({ request, bytes: bodyText.length });
      bytes += bodyText.length;
      while (kept.length > requestsMax || (bytes > bytesMax && kept.length > 1)) {
        bytes -= kept.shift()?.bytes ?? 0;
        forgotten += 1;
      }
      return request;
    },

    list(): ReceivedRequest[] {
      return kept.map(({ request }) => ({ ...request }));
    },

    forgotten(): number {
      return forgotten;
    },

    reset(): void {
      kept = [];
      bytes = 0;
      forgotten = 0;
    },
  };
}

function redact(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => {
    return [name, secretHeaders.has(name) ? "[redacted]" : String(value)];
  });
  return Object.fromEntries(entries);
}

function bodyOf(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
