import type { z } from "zod";

/** An error as OpenAI's API words it. Thrown by whatever reads a request, answered by the server. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;

  constructor(status: number, message: string, details: { code?: string; param?: string } = {}) {
    super(message);
    this.status = status;
    this.code = details.code ?? null;
    this.param = details.param ?? null;
  }

  /** The JSON body that goes with `status`. */
  body() {
    return {
      error: { message: this.message, type: errorType(this.status), param: this.param, code: this.code },
    };
  }
}

function errorType(status: number): string {
  if (status === 429) return "rate_limit_error";
  if (status === 401) return "authentication_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

/** The input as the schema's output, or a 400 that names the first field that is wrong. */
export function parseOrReject<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw rejection(result.error);
}

/** A failed check as a 400 that names the first field that is wrong. */
export function rejection(error: z.ZodError): HttpError {
  const issue = error.issues[0];
  const param = issue?.path.join(".") ?? "";
  return new HttpError(400, param ? `${param}: ${issue?.message}` : (issue?.message ?? "Invalid input."), {
    param,
  });
}
