import type { TracedCandidate } from "@/lib/search";

export interface OutcomeWords {
  text: string;
  variant: "success" | "accent" | "neutral" | "outline";
}

/** A candidate, and the number that the answer shows for it, if it cites it. */
export interface FatedCandidate {
  candidate: TracedCandidate;
  citedAs: number | undefined;
}

/** What became of a candidate, in words. `original`: what it is a duplicate of. */
export function describeOutcome(
  { candidate: { outcome, n }, citedAs }: FatedCandidate,
  original?: FatedCandidate,
): OutcomeWords {
  if (citedAs !== undefined) return { text: `In the answer as [${citedAs}]`, variant: "success" };
  switch (outcome) {
    case "packed":
      return { text: n === null ? "Read" : `Read as number ${n}`, variant: "accent" };
    case "widened":
      return { text: "Read along with its neighbour", variant: "accent" };
    case "duplicate":
      return { text: `Says what ${nameOf(original)} says`, variant: "neutral" };
    case "crowded_out":
      return { text: "Its document had its share", variant: "neutral" };
    case "over_budget":
      return { text: "Over the budget", variant: "neutral" };
    case "below_cut":
      return { text: "Below the cut", variant: "outline" };
  }
}

/** As it's named in the list: by the number in the answer, or else that under which the model read it. */
function nameOf(original: FatedCandidate | undefined): string {
  if (original?.citedAs !== undefined) return `[${original.citedAs}]`;
  const n = original?.candidate.n ?? null;
  return n === null ? "a better one" : `number ${n}`;
}
