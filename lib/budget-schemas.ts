/** What a budget is, as admins set it and as it stands. Client-safe. */
import { z } from "zod";

/** Of an `installation` an operator decides, of everything else a tenant's admins. */
export const budgetScopes = ["tenant", "user", "api-key", "feature", "installation"] as const;
export type BudgetScope = (typeof budgetScopes)[number];

/** Calendar periods, in UTC. */
export const budgetPeriodNames = ["hour", "day", "month"] as const;
export type BudgetPeriod = (typeof budgetPeriodNames)[number];

/** What reservations are divided into, as the ledger calls it. */
export const budgetFeatures = [
  "answer",
  "condense",
  "query-embedding",
  "rerank",
  "judge",
  "moderation",
  "summary",
  "memory",
  "ingest-embedding",
  "reembedding",
] as const;
export type BudgetFeature = (typeof budgetFeatures)[number];

/** A hundred million dollars: whatever is more is a slip of the hand. */
const microUsdMost = 1e14;
const tokensMost = 1e15;

const caps = z.object({
  /** Millionths of a US dollar; null: not capped in money. */
  microUsdMax: z.int().min(1, "The cap must be more than nothing.").max(microUsdMost).nullable(),
  /** Read and written together; null: not capped in tokens. */
  tokensMax: z.int().min(1, "The cap must be more than nothing.").max(tokensMost).nullable(),
  /** Hard: what it doesn't cover is refused, or answered as the tenant decided. Soft: it's only watched. */
  isHard: z.boolean(),
});

const hasCap = ({ microUsdMax, tokensMax }: z.infer<typeof caps>) =>
  microUsdMax !== null || tokensMax !== null;
const capMissing = { error: "Set a cap in money, in tokens or in both.", path: ["microUsdMax"] };

export const budgetChangeSchema = caps.refine(hasCap, capMissing);
export type BudgetChange = z.infer<typeof budgetChangeSchema>;

export const newBudgetSchema = caps
  .extend({
    scope: z.enum(budgetScopes),
    /** A person's or key's id, or a feature. Null: for each person or key by itself, or for all. */
    subject: z.string().max(100).nullable().default(null),
    period: z.enum(budgetPeriodNames),
  })
  .refine(hasCap, capMissing)
  .refine(fitsScope, { error: "This isn't something that a budget can be for.", path: ["subject"] });
export type NewBudget = z.infer<typeof newBudgetSchema>;

function fitsScope({ scope, subject }: { scope: BudgetScope; subject: string | null }): boolean {
  if (scope === "feature") return budgetFeatures.some((feature) => feature === subject);
  if (subject === null) return true;
  return (scope === "user" || scope === "api-key") && z.uuid().safeParse(subject).success;
}

/** How much of a cap is used. Held is what running requests may yet spend. */
export interface Amounts {
  microUsd: number;
  tokens: number;
}

/** How a budget stands with one of those it's for. */
export interface BudgetStanding {
  /** Empty where it's for all together. */
  subject: string;
  /** Of the person or key; null where it's for all together, or they are gone. */
  name: string | null;
  spent: Amounts;
  held: Amounts;
  /** Of what is spent, what processes that died had reserved. */
  lost: Amounts;
}

export interface BudgetOverview {
  /** Null where the operator's settings make it, so that it can't be changed here. */
  id: string | null;
  scope: BudgetScope;
  subject: string | null;
  /** Of the person or key that it's for; null where it's for none in particular, or they are gone. */
  subjectName: string | null;
  period: BudgetPeriod;
  microUsdMax: number | null;
  tokensMax: number | null;
  isHard: boolean;
  /** When it starts anew, ISO 8601. */
  resetsAt: string;
  /** In the period that runs, those who used most first, twenty unless more are asked for. Empty: nothing is used. */
  standings: BudgetStanding[];
}

/** The larger share of a budget's caps that is spent, without what is only held: most of that is given back. */
export function spentShare(
  { microUsdMax, tokensMax }: Pick<BudgetOverview, "microUsdMax" | "tokensMax">,
  { spent }: Pick<BudgetStanding, "spent">,
): number {
  return Math.max(microUsdMax ? spent.microUsd / microUsdMax : 0, tokensMax ? spent.tokens / tokensMax : 0);
}

/** The largest share of its caps that is used or held, over everybody it's for: 1 is all of it. */
export function usedShare(budget: Pick<BudgetOverview, "microUsdMax" | "tokensMax" | "standings">): number {
  const shares = budget.standings.map(({ spent, held }) =>
    Math.max(
      budget.microUsdMax ? (spent.microUsd + held.microUsd) / budget.microUsdMax : 0,
      budget.tokensMax ? (spent.tokens + held.tokens) / budget.tokensMax : 0,
    ),
  );
  return Math.max(0, ...shares);
}
