import { z } from "zod";
import { dayOf, lastDays, problemOf } from "@/components/usage/period";
import { isStorable } from "@/lib/is-storable";
import { noValue, type UsageFilters, usageDimensions } from "@/lib/usage-schemas";

const named = z.string().min(1).max(200).refine(isStorable, "That is no name.");
const identified = z.union([z.uuid(), z.literal(noValue)]);
const filters = { model: named, provider: named, user: identified, feature: named, collection: identified };

/** What of usage is asked for, by an address: days (the last 30 unless given), by what it's told apart, and only what has which values. */
export const usageQuery = z
  .object({
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    by: z.enum(usageDimensions).default("model"),
    ...z.object(filters).partial().shape,
  })
  .transform(({ from, to = dayOf(Date.now()), by, ...given }) => ({
    from: from ?? lastDays(30, to).from,
    to,
    by,
    filters: Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    ) as UsageFilters,
  }))
  .superRefine((period, context) => {
    const problem = problemOf(period);
    if (problem) context.addIssue({ code: "custom", path: ["from"], message: problem });
  });
