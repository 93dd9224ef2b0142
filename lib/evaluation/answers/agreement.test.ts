import { expect, test } from "vitest";
import { measureAgreement } from "./agreement.ts";

const times = (count: number, said: boolean, truth: boolean) =>
  Array.from({ length: count }, () => ({ said, truth }));

test("κ is .4 for the grant proposals in Wikipedia's “Cohen's kappa”: 20 both yes, 15 both no, 5 and 10 apart", () => {
  const pairs = [
    ...times(20, true, true),
    ...times(5, true, false),
    ...times(10, false, true),
    ...times(15, false, false),
  ];
  expect(measureAgreement(pairs)).toEqual({
    items: 50,
    accuracy: expect.closeTo(0.7),
    balancedAccuracy: expect.closeTo((20 / 30 + 15 / 20) / 2),
    kappa: expect.closeTo(0.4),
  });
});

test("who always says the same agrees no more than by chance", () => {
  const pairs = [...times(9, true, true), ...times(1, true, false)];
  expect(measureAgreement(pairs)).toMatchObject({
    accuracy: 0.9,
    balancedAccuracy: 0.5,
    kappa: expect.closeTo(0),
  });
  expect(measureAgreement([])).toMatchObject({ items: 0, kappa: 0 });
});
