import { expect, test } from "vitest";
import { budgetAlerts } from "./find-alerts.ts";

test("a budget for a feature is called as it is on the usage page", () => {
  const amounts = { microUsd: 0, tokens: 0 };
  const [alert] = budgetAlerts(
    [
      {
        id: "budget",
        scope: "feature",
        subject: "rerank",
        subjectName: null,
        period: "day",
        microUsdMax: 1_000_000,
        tokensMax: null,
        isHard: true,
        resetsAt: "2026-11-23T00:00:00.000Z",
        standings: [
          {
            subject: "",
            name: null,
            spent: { microUsd: 1_000_000, tokens: 0 },
            held: amounts,
            lost: amounts,
          },
        ],
      },
    ],
    0.8,
  );
  expect(alert?.message).toMatch(/^The budget for reranking \(\$1\.00 a day\) is used up\./);
});
