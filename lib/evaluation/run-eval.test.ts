import { afterEach, expect, test, vi } from "vitest";
import { evaluations } from "./evaluations.ts";
import { runEval } from "./run-eval.ts";

const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
afterEach(() => written.mockClear());
const printed = () => written.mock.calls.map(([text]) => text).join("");

test("asked for help, an evaluation says how it's used and measures nothing", async () => {
  await runEval(["compare", "--help"]);
  expect(printed()).toBe(`usage: npm run eval -- ${evaluations.compare?.usage}\n`);
});

test("asked for help without a name, it says how each is used", async () => {
  await runEval(["--help"]);
  for (const { usage } of Object.values(evaluations)) expect(printed()).toContain(usage);
});

test("what isn't known fails with the usage", async () => {
  await expect(runEval(["no-such"])).rejects.toThrow("usage: npm run eval -- retrieval");
});
