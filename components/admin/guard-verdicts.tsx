"use client";

import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { apiRequest, messageOf } from "./api-request";
import {
  actionNames,
  findingNames,
  type GuardVerdictPage,
  type GuardVerdictRow,
  guardNames,
} from "./guard-view";
import { TimeAgo } from "./time-ago";

type Review = NonNullable<GuardVerdictRow["review"]>;
const any = "any";
const filters = {
  finding: { label: "What was found", all: "Everything found", names: findingNames },
  action: { label: "What was done", all: "Everything done", names: actionNames },
  appeals: {
    label: "Appeals",
    all: "With and without appeal",
    names: { open: "Appeals to review", reviewed: "Reviewed appeals" },
  },
};
type FilterName = keyof typeof filters;
type Chosen = Record<FilterName, string>;
const nothingChosen: Chosen = { finding: any, action: any, appeals: any };

/** What guards decided, latest first, by what was found and done, and the appeals to review. */
export function GuardVerdicts({ first }: { first: GuardVerdictPage }) {
  const [page, setPage] = useState(first);
  const [chosen, setChosen] = useState(nothingChosen);
  const [isBusy, setIsBusy] = useState(false);

  async function load(by: Chosen, cursor?: string) {
    setIsBusy(true);
    try {
      const query = new URLSearchParams(Object.entries(by).filter(([, value]) => value !== any));
      if (cursor) query.set("cursor", cursor);
      const next = await apiRequest<GuardVerdictPage>(`/api/guard-verdicts?${query}`);
      setPage((shown) => (cursor ? { ...next, verdicts: [...shown.verdicts, ...next.verdicts] } : next));
    } catch (thrown) {
      toast.error(messageOf(thrown));
    } finally {
      setIsBusy(false);
    }
  }

  function choose(name: FilterName, value: string) {
    const next = { ...chosen, [name]: value };
    setChosen(next);
    void load(next);
  }

  async function review(id: string, decision: Review) {
    try {
      await apiRequest(`/api/guard-verdicts/${id}`, { method: "PATCH", body: { review: decision } });
      const change = (verdict: GuardVerdictRow) =>
        verdict.id === id ? { ...verdict, review: decision, reviewedAt: new Date() } : verdict;
      setPage((shown) => ({ ...shown, verdicts: shown.verdicts.map(change) }));
      toast.success(decision === "upheld" ? "The verdict stands." : "The verdict is overturned.");
    } catch (thrown) {
      toast.error(messageOf(thrown));
    }
  }

  const isNarrowed = Object.values(chosen).some((value) => value !== any);
  return (
    <div className="grid grid-cols-1 gap-4" aria-busy={isBusy}>
      <div className="grid gap-2 sm:grid-cols-3 lg:max-w-3xl">
        {Object.entries(filters).map(([name, { label, all, names }]) => (
          <Select
            key={name}
            value={chosen[name as FilterName]}
            onValueChange={(value) => choose(name as FilterName, value)}
          >
            <SelectTrigger aria-label={label} />
            <SelectContent>
              <SelectItem value={any}>{all}</SelectItem>
              {Object.entries(names).map(([value, words]) => (
                <SelectItem key={value} value={value}>
                  {words}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        ))}
      </div>
      {page.verdicts.length === 0 ? (
        <EmptyState
          icon={ShieldCheck}
          title={isNarrowed ? "No verdict is like that" : "No verdicts"}
          description={
            isNarrowed
              ? "Choose less above."
              : "What guards refuse, mask or note in questions and answers is listed here, with its reason."
          }
        />
      ) : (
        <ul aria-label="Verdicts" className="divide-y rounded-lg border bg-card">
          {page.verdicts.map((verdict) => (
            <VerdictItem
              key={verdict.id}
              verdict={verdict}
              onReview={(decision) => review(verdict.id, decision)}
            />
          ))}
        </ul>
      )}
      {page.nextCursor && (
        <Button
          variant="outline"
          className="justify-self-center"
          disabled={isBusy}
          onClick={() => load(chosen, page.nextCursor ?? undefined)}
        >
          Show more
        </Button>
      )}
    </div>
  );
}

const actionVariants = { flagged: "warning", masked: "accent", refused: "destructive" } as const;

function VerdictItem({
  verdict,
  onReview,
}: {
  verdict: GuardVerdictRow;
  onReview: (decision: Review) => void;
}) {
  const { guard, finding, action, score, reason, createdAt, appealedAt } = verdict;
  return (
    <li className="grid grid-cols-1 gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Badge variant={actionVariants[action]}>{actionNames[action]}</Badge>
        <span className="text-sm font-medium">
          {findingNames[finding]}{" "}
          <span className="font-normal text-muted-foreground">in the {guardNames[guard].toLowerCase()}</span>
        </span>
        <span className="flex items-center gap-3 max-sm:basis-full sm:ml-auto text-[13px] text-muted-foreground">
          {score !== null && <span className="tabular-nums">score {score.toFixed(2)}</span>}
          <TimeAgo at={createdAt} />
        </span>
      </div>
      <p className="text-sm leading-relaxed">{reason}</p>
      {appealedAt && <Appeal verdict={verdict} onReview={onReview} />}
    </li>
  );
}

function Appeal({
  verdict: { appeal, appealedText, review },
  onReview,
}: {
  verdict: GuardVerdictRow;
  onReview: (decision: Review) => void;
}) {
  return (
    <div className="grid grid-cols-1 gap-2 rounded-md bg-muted px-3 py-2.5 text-sm">
      <p className="text-xs font-medium text-muted-foreground">Appealed</p>
      <blockquote
        dir="auto"
        className="max-h-40 overflow-y-auto border-l-2 pl-3 break-words whitespace-pre-wrap"
      >
        {appealedText}
      </blockquote>
      {appeal && (
        <p dir="auto" className="break-words whitespace-pre-wrap text-muted-foreground">
          “{appeal}”
        </p>
      )}
      {review ? (
        <p className="flex flex-wrap items-center gap-2 text-[13px]">
          <Badge variant={review === "upheld" ? "neutral" : "success"}>
            {review === "upheld" ? "Upheld" : "Overturned"}
          </Badge>
          <button
            type="button"
            className="text-muted-foreground underline underline-offset-4 hover:text-foreground"
            onClick={() => onReview(review === "upheld" ? "overturned" : "upheld")}
          >
            {review === "upheld" ? "Overturn it" : "Uphold it"}
          </button>
        </p>
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" variant="outline" onClick={() => onReview("upheld")}>
            Uphold
          </Button>
          <Button size="sm" variant="outline" onClick={() => onReview("overturned")}>
            Overturn
          </Button>
        </div>
      )}
    </div>
  );
}
