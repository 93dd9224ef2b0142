/** What the server said about a request that failed. `message` is meant for the reader. */
export class ApiRequestError extends Error {
  override readonly name = "ApiRequestError";
  readonly status: number;
  readonly code: string;
  /** When the server asked to be left alone for a while. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const unreachable = "The server can't be reached. Check your connection and try again.";

/**
 * Calls one of Lectern's own routes and gives back its JSON, or undefined where it has none. Throws ApiRequestError with
 * the server's own words when the request is refused, and with status 0 when the server can't be reached.
 */
export async function apiRequest<T>(url: string, init: { method?: string; body?: unknown } = {}): Promise<T> {
  const hasBody = init.body !== undefined;
  const response = await fetch(url, {
    method: init.method ?? (hasBody ? "POST" : "GET"),
    headers: hasBody ? { "content-type": "application/json" } : undefined,
    body: hasBody ? JSON.stringify(init.body) : undefined,
  }).catch(() => {
    throw apiRequestError(0, "", null);
  });
  const text = await response.text();
  if (!response.ok) throw apiRequestError(response.status, text, response.headers.get("retry-after"));
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The error in a refused response, whose body may be no JSON at all when a proxy answered. Status 0: nobody answered. */
export function apiRequestError(status: number, body: string, retryAfter: string | null): ApiRequestError {
  if (status === 0) return new ApiRequestError(0, "unreachable", unreachable);
  const retryAfterSeconds = Number(retryAfter) || undefined;
  try {
    const { error } = JSON.parse(body) as { error: { code: string; message: string } };
    return new ApiRequestError(status, error.code, error.message, retryAfterSeconds);
  } catch {
    const message = `The server answered with status ${status}. Try again.`;
    return new ApiRequestError(status, "unexpected_response", message, retryAfterSeconds);
  }
}

/** What to show a person for anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof ApiRequestError ? thrown.message : "Something went wrong. Try again.";
}
