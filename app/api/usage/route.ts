import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { dayOf, lastDays, problemOf } from "@/components/usage/period";
import { usageReport } from "@/db/usage-report";

const query = z
  .object({ from: z.iso.date().optional(), to: z.iso.date().optional() })
  .transform(({ from, to = dayOf(Date.now()) }) => ({ from: from ?? lastDays(30, to).from, to }))
  .superRefine((period, context) => {
    const problem = problemOf(period);
    if (problem) context.addIssue({ code: "custom", path: ["from"], message: problem });
  });

/** The tenant's usage between two days (UTC, both counted; the last 30 unless given): totals, by day, model, feature, user. */
export const GET = defineRoute({ access: "admin", query }, async ({ principal, query: period }) =>
  usageReport(principal, period),
);
