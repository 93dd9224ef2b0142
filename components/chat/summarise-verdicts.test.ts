import { expect, test } from "vitest";
import type { Verdict } from "@/lib/turn";
import { summariseVerdicts } from "./summarise-verdicts";

const S: Verdict = "supported";
const U: Verdict = "unsupported";
const N: Verdict = "unchecked";
const of = (...verdicts: Verdict[]) =>
  summariseVerdicts(verdicts.map((verdict, i) => ({ start: i, end: i + 1, verdict, reason: "" })));

test.each<[Verdict[], string | undefined]>([
  [[], undefined],
  [[S], "1 sentence checked against the sources"],
  [[S, S, S], "All 3 sentences checked against the sources"],
  [[S, U, S], "1 of 3 sentences isn't supported by the source"],
  [[U, U], "2 of 2 sentences aren't supported by the source"],
  [[S, N, S], "2 of 3 sentences checked against the sources"],
  [[N, N], "2 sentences not checked against the sources"],
])("%j", (verdicts, text) => expect(of(...verdicts)?.text).toBe(text));
