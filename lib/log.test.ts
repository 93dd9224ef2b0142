import { expect, it } from "vitest";
import { describeError } from "./log.ts";

it("keeps the values of a failed query out of the log, also where they hold line ends", () => {
  const cause = Object.assign(new Error("duplicate key"), { code: "23505" });
  const failed = new Error(
    "Failed query: insert into users values ($1)\nparams: hunter2\n    at not a stack",
    { cause },
  );
  const logged = JSON.stringify(describeError(new Error("could not save", { cause: failed })));
  expect(logged).toContain("insert into users");
  expect(logged).toContain("23505");
  expect(logged).not.toContain("hunter2");
});
