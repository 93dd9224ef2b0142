import type { TracedCandidate } from "@/lib/search";

export interface OutcomeWords {
  text: string;
  variant: "success" | "accent" | "neutral" | "outline";
}

/** What became of a candidate, in words. `citedAs`: the number that the answer shows for it, if it cites it. */
export function describeOutcome({ outcome, n }: TracedCandidate, citedAs: number | undefined): OutcomeWords {
  if (citedAs !== undefined) return { text: `In the answer as [${citedAs}]`, variant: "success" };
  switch (outcome) {
    case "packed":
      return { text: n === null ? "Read" : `Read as number ${n}`, variant: "accent" };
    case "widened":
      return { text: "Read along with its neighbour", variant: "accent" };
    case "duplicate":
      return { text: "Says what a better one says", variant: "neutral" };
    case "crowded_out":
      return { text: "Its document had its share", variant: "neutral" };
    case "over_budget":
      return { text: "Over the budget", variant: "neutral" };
    case "below_cut":
      return { text: "Below the cut", variant: "outline" };
  }
}
