import { describe, expect, it } from "vitest";
import { AppError, type ErrorCode, toAppError } from "./errors.ts";

const connectionFault = (code: string) =>
  Object.assign(new Error(`connect ${code} 127.0.0.1:5432`), { code });

describe("AppError", () => {
  it("has the status and the public text of its code", () => {
    const error = new AppError("rate_limited");
    expect(error).toMatchObject({ name: "AppError", code: "rate_limited", status: 429 });
    expect(error.publicMessage).toMatch(/^\S.*\.$/);
  });

  it("keeps what is for the log apart from what is for the client", () => {
    const error = new AppError("internal", { message: "password=hunter2 refused at 10.0.0.3" });
    expect(error.message).toContain("hunter2");
    expect(error.publicMessage).not.toContain("hunter2");
  });

  it("says something better to the client where its thrower knows better", () => {
    const error = new AppError("file_too_large", { publicMessage: "The file is larger than 50 MB." });
    expect(error.publicMessage).toBe("The file is larger than 50 MB.");
    expect(error.message).toBe("The file is larger than 50 MB.");
    expect(error.status).toBe(413);
  });

  it("carries its cause and how long to wait", () => {
    const cause = new Error("why");
    expect(new AppError("rate_limited", { cause, retryAfterSeconds: 7 })).toMatchObject({
      cause,
      retryAfterSeconds: 7,
    });
    expect(new AppError("rate_limited").retryAfterSeconds).toBeUndefined();
  });

  it.each<[ErrorCode, number]>([
    ["invalid_request", 400],
    ["unauthenticated", 401],
    ["forbidden", 403],
    ["document_not_found", 404],
    ["conflict", 409],
    ["unsupported_file_type", 415],
    ["encrypted_file", 422],
    ["budget_exhausted", 429],
    ["internal", 500],
    ["database_unavailable", 503],
  ])("%s is status %i", (code, status) => {
    expect(new AppError(code).status).toBe(status);
  });
});

describe("toAppError", () => {
  it("leaves an AppError as it is, also under other errors", () => {
    const error = new AppError("document_not_found");
    expect(toAppError(error)).toBe(error);
    expect(toAppError(new Error("query failed", { cause: error }))).toBe(error);
  });

  it.each(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "57P01", "53300"])(
    "takes %s for the database being away",
    (code) => {
      const direct = toAppError(connectionFault(code));
      expect(direct).toMatchObject({ code: "database_unavailable", status: 503 });
      expect(direct.retryAfterSeconds).toBeGreaterThan(0);
      const wrapped = new Error("query failed", { cause: connectionFault(code) });
      expect(toAppError(wrapped)).toMatchObject({ code: "database_unavailable", cause: wrapped });
    },
  );

  it.each([
    "Connection terminated unexpectedly",
    "Client has encountered a connection error and is not queryable",
    "Client was closed and is not queryable",
    "timeout exceeded when trying to connect",
  ])("takes a connection that ended, or can't be had, for the database being away: %s", (message) => {
    expect(toAppError(new Error(message)).code).toBe("database_unavailable");
  });

  it.each(["22021", "22P05"])("takes text that Postgres can't keep for the client's fault: %s", (code) => {
    const refused = Object.assign(new Error("invalid byte sequence for encoding"), { code });
    expect(toAppError(new Error("Failed query", { cause: refused })).code).toBe("invalid_request");
  });

  it("takes anything else for a fault of ours, and tells the client nothing of it", () => {
    for (const thrown of [new TypeError("secret is undefined"), "secret", { secret: 1 }, null, undefined]) {
      const error = toAppError(thrown);
      expect(error).toMatchObject({ code: "internal", status: 500, cause: thrown });
      expect(error.publicMessage).not.toContain("secret");
    }
  });

  it("takes a database's refusal of a statement for a fault of ours", () => {
    const violation = Object.assign(new Error("duplicate key value"), { code: "23505" });
    expect(toAppError(violation).code).toBe("internal");
  });

  it("isn't trapped by errors that cause each other", () => {
    const first = new Error("first");
    const second = new Error("second", { cause: first });
    first.cause = second;
    expect(toAppError(first).code).toBe("internal");
  });
});
