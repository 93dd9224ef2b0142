import { startSession } from "@/lib/admission/session";
import type { Principal } from "@/lib/turn";

interface RequestOptions {
  method?: string;
  /** Sent as JSON, unless it's a form or text. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A request as a browser on our own pages sends it. Nobody is signed in for null. For tests. */
export async function requestAs(
  principal: Principal | null,
  path: string,
  { method = "GET", body, headers = {} }: RequestOptions = {},
): Promise<Request> {
  const isRaw =
    body === undefined || body instanceof FormData || body instanceof Blob || typeof body === "string";
  return new Request(`http://lectern.test${path}`, {
    method,
    body: isRaw ? (body as FormData | Blob | string | undefined) : JSON.stringify(body),
    headers: {
      host: "lectern.test",
      origin: "http://lectern.test",
      ...(isRaw ? {} : { "content-type": "application/json" }),
      ...(principal ? { cookie: await cookieOf(principal) } : {}),
      ...headers,
    },
  });
}

/** The `Cookie` header of somebody who is signed in and works in the principal's tenant. */
export async function cookieOf({ userId, tenantId }: Principal): Promise<string> {
  if (!userId) throw new Error("only a person can have a session");
  const [session] = (await startSession(userId)).split(";");
  return `${session}; lectern.tenant=${tenantId}`;
}
