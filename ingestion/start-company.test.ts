import { expect, test } from "vitest";
import { startCompany } from "./start-company.ts";

/** Work whose end is the test's to say, and the order in which all of it began and ended. */
function stage() {
  const told: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    told.push(`${name} begins`);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    told.push(`${name} ends`);
  };
  const end = async (name: string) => {
    await expect.poll(() => ends.has(name)).toBe(true);
    ends.get(name)?.();
  };
  return { told, work, end };
}

test("what must be alone waits for what is under way, and what comes later waits for it", async () => {
  const { told, work, end } = stage();
  const { run } = startCompany();
  const all = [run(false, work("a")), run(false, work("b")), run(true, work("alone")), run(false, work("c"))];
  for (const name of ["b", "a", "alone", "c"]) await end(name);
  await Promise.all(all);
  expect(told).toEqual([
    "a begins",
    "b begins",
    "b ends",
    "a ends",
    "alone begins",
    "alone ends",
    "c begins",
    "c ends",
  ]);
});

test("a failure, also of what was alone, keeps nobody waiting", async () => {
  const { run } = startCompany();
  const fail = async () => {
    throw new Error("no");
  };
  await expect(run(false, fail)).rejects.toThrow("no");
  await expect(run(true, fail)).rejects.toThrow("no");
  expect(await run(true, async () => "alone")).toBe("alone");
  expect(await run(false, async () => "together")).toBe("together");
});
