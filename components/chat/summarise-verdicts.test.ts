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
  [[S], "1 sentence checked and supported"],
  [[S, S, S], "All 3 sentences checked and supported"],
  [[S, U, S], "2 of 3 sentences checked and supported"],
  [[U, U], "2 sentences checked, none supported"],
  [[U], "1 sentence checked, not supported"],
  [[S, N, S], "All 2 sentences checked and supported, 1 not checked"],
  [[S, N, U], "1 of 2 sentences checked and supported, 1 not checked"],
  [[N, N], "2 sentences not checked against the sources"],
])("%j", (verdicts, text) => expect(of(...verdicts)?.text).toBe(text));
