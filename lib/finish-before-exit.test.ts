import { execFile } from "node:child_process";
import { expect, test } from "vitest";

/** A process that has something to do `afterMs` after it asked to end, and waits for it at most for `withinMs`. */
function end(work: string, withinMs: number): Promise<{ code: unknown; stdout: string }> {
  const program = `
    import { afterwards } from "./lib/afterwards.ts";
    import { finishBeforeExit } from "./lib/finish-before-exit.ts";
    finishBeforeExit({ withinMs: ${withinMs} });
    afterwards("it failed", ${work});
    process.exit(143);`;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--input-type=module", "-e", program], (error, stdout) =>
      resolve({ code: error?.code ?? 0, stdout }),
    );
  });
}

test("what is under way is done before the process ends", async () => {
  const work = `async () => { await new Promise((r) => setTimeout(r, 20)); console.log("kept"); }`;
  const { code, stdout } = await end(work, 20_000);
  expect(stdout).toContain("kept");
  expect(code).toBe(143);
});

test("what never ends doesn't keep it", async () => {
  expect(await end("() => new Promise(() => {})", 20)).toMatchObject({ code: 143 });
});
