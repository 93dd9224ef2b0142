/**
 * Every error a caller can meet: its HTTP status and what the public is told unless the thrower says more.
 * Codes are part of the API: they're never renamed, only added.
 */
const errorTable = {
  invalid_request: { status: 400, publicMessage: "The request is not valid." },
  invalid_json: { status: 400, publicMessage: "The request body is not valid JSON." },
  request_too_large: { status: 413, publicMessage: "The request body is larger than this endpoint accepts." },
  empty_question: { status: 400, publicMessage: "Ask a question first: the message is empty." },
  question_too_long: { status: 413, publicMessage: "The question is too long." },
  unauthenticated: { status: 401, publicMessage: "Sign in, or send an API key." },
  invalid_api_key: { status: 401, publicMessage: "This API key is not valid." },
  expired_api_key: { status: 401, publicMessage: "This API key has expired." },
  revoked_api_key: { status: 401, publicMessage: "This API key has been revoked." },
  forbidden: { status: 403, publicMessage: "You are not allowed to do this." },
  not_found: { status: 404, publicMessage: "Not found." },
  collection_not_found: {
    status: 404,
    publicMessage: "There is no such collection, or you may not read it.",
  },
  document_not_found: { status: 404, publicMessage: "There is no such document, or you may not read it." },
  conversation_not_found: { status: 404, publicMessage: "There is no such conversation." },
  model_not_allowed: { status: 403, publicMessage: "This workspace may not use this model." },
  model_not_found: { status: 404, publicMessage: "There is no such model." },
  conflict: { status: 409, publicMessage: "This conflicts with what exists already." },
  run_in_progress: { status: 409, publicMessage: "An answer to this conversation is still being written." },
  idempotency_conflict: {
    status: 409,
    publicMessage: "This Idempotency-Key was given to another request. Choose a new one for each request.",
  },
  file_too_large: { status: 413, publicMessage: "The file is larger than this server accepts." },
  empty_file: { status: 422, publicMessage: "The file is empty." },
  unsupported_file_type: { status: 415, publicMessage: "This type of file can't be read." },
  file_type_mismatch: { status: 415, publicMessage: "The file's content doesn't match its name." },
  encrypted_file: {
    status: 422,
    publicMessage: "The file is encrypted. Upload it again with its password.",
  },
  wrong_password: { status: 422, publicMessage: "The password doesn't open this file." },
  macro_enabled_file: {
    status: 415,
    publicMessage: "Office files with macros aren't taken. Save it without macros and upload that.",
  },
  corrupt_file: { status: 422, publicMessage: "The file is damaged and can't be read." },
  no_text_found: {
    status: 422,
    publicMessage: "No text was found in the file.",
  },
  parse_limit_exceeded: {
    status: 422,
    publicMessage: "The file needs more time or memory to read than allowed.",
  },
  ocr_unavailable: {
    status: 422,
    publicMessage:
      "The file is scanned and holds no text. Install tesseract on the server, or set up the Unstructured API, and retry.",
  },
  archive_refused: { status: 422, publicMessage: "The archive can't be unpacked safely." },
  quarantined: {
    status: 422,
    publicMessage: "Reading this file stopped the worker again and again. It was set aside.",
  },
  source_not_found: { status: 404, publicMessage: "There is no such source." },
  source_unreachable: { status: 502, publicMessage: "The source can't be reached." },
  address_refused: {
    status: 422,
    publicMessage: "This address is in a private network, which the server's operator hasn't opened.",
  },
  folder_refused: {
    status: 422,
    publicMessage: "This folder isn't under one that the server's operator has opened.",
  },
  rate_limited: { status: 429, publicMessage: "Too many requests. Wait a moment and try again." },
  overloaded: {
    status: 503,
    publicMessage: "Too many questions are waiting for a model right now. Try again in a moment.",
  },
  invalid_batch: { status: 400, publicMessage: "Some lines of the batch are not valid. Nothing was begun." },
  too_many_batches: {
    status: 429,
    publicMessage: "You have as many batches under way as this server takes. Wait for one, or cancel it.",
  },
  document_deleted: { status: 410, publicMessage: "A document that this answer rests on was deleted." },
  budget_exhausted: { status: 429, publicMessage: "The budget for this period is used up." },
  blob_store_unavailable: { status: 503, publicMessage: "Files can't be stored right now. Try again." },
  database_unavailable: { status: 503, publicMessage: "The database can't be reached right now. Try again." },
  provider_unavailable: { status: 503, publicMessage: "No model can answer right now. Try again." },
  embedding_failed: { status: 503, publicMessage: "The embedding model can't be reached right now." },
  embedding_length_changed: {
    status: 409,
    publicMessage: "The embedding model's vectors have another length than the collection's.",
  },
  setup_closed: { status: 409, publicMessage: "Lectern has been set up already." },
  internal: { status: 500, publicMessage: "Something went wrong on our side." },
} as const satisfies Record<string, { status: number; publicMessage: string }>;

export type ErrorCode = keyof typeof errorTable;

export interface AppErrorOptions {
  /** For the log. Never sent to a client. */
  message?: string;
  /** Replaces the table's text for the client. */
  publicMessage?: string;
  cause?: unknown;
  retryAfterSeconds?: number;
}

/** The one error type that crosses a boundary. `message` is for the log, `publicMessage` for the client. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly publicMessage: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? options.publicMessage ?? errorTable[code].publicMessage, {
      cause: options.cause,
    });
    this.code = code;
    this.status = errorTable[code].status;
    this.publicMessage = options.publicMessage ?? errorTable[code].publicMessage;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Codes of failures to reach Postgres, from node:net and from the server's own shutdown classes. */
const databaseDownCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "57P01",
  "57P03",
  "53300",
]);

/** Postgres' codes for a NUL, in text and in JSON: it keeps none. */
const unstorableCodes = new Set(["22021", "22P05"]);

/** What pg says without a code: a connection ended, it was asked for something after that, or none was free for ten seconds. */
const lostConnection = /^Connection terminated|is not queryable$|^timeout exceeded when trying to connect$/;

/** How far down a chain of causes one looks: further than any library nests them, and an end for one that's a circle. */
const causesMax = 10;

/** Any thrown value as an AppError, keeping it as the cause. Database connection faults become 503, a NUL 400, the rest 500. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  let error = thrown;
  for (let depth = 0; error instanceof Error && depth < causesMax; depth++, error = error.cause) {
    if (error instanceof AppError) return error;
    const code = "code" in error ? String(error.code) : "";
    const isConnectionLost = databaseDownCodes.has(code) || lostConnection.test(error.message);
    if (isConnectionLost)
      return new AppError("database_unavailable", { cause: thrown, retryAfterSeconds: 2 });
    if (unstorableCodes.has(code))
      return new AppError("invalid_request", {
        publicMessage: "The request holds a character that can't be kept (NUL).",
        cause: thrown,
      });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError("internal", { message, cause: thrown });
}
