import { expect, it } from "vitest";
import { describeDatabaseFault } from "./describe-database-fault.ts";

const withCode = (code: string, message = "failed") => Object.assign(new Error(message), { code });

it.each([
  ["nothing answers", withCode("ECONNREFUSED")],
  [
    "nothing answers",
    Object.assign(new AggregateError([withCode("ECONNREFUSED"), withCode("ECONNREFUSED")])),
  ],
  ["refuses the password", withCode("28P01")],
  ["doesn't exist", new Error("Failed query", { cause: withCode("3D000") })],
  ["doesn't answer in time", new Error("timeout expired")],
  [
    "has no pgvector",
    new Error("Failed query", { cause: withCode("0A000", 'extension "vector" is not available') }),
  ],
  ["permission denied for schema public", withCode("42501", "permission denied for schema public")],
  ["the very cause", new Error("Failed query: CREATE …", { cause: new Error("the very cause\nand more") })],
])("says in one line: %s", (words, error) => {
  expect(describeDatabaseFault(error)).toContain(words);
  expect(describeDatabaseFault(error)).not.toContain("\n");
});
