"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Progress } from "@/components/ui/progress";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { type BudgetOverview, type BudgetStanding, usedShare } from "@/lib/budget-schemas";
import { cn } from "@/lib/utils";
import { apiRequest } from "./api-request";
import { BudgetChangeDialog } from "./budget-dialog";
import { type BudgetState, budgetCaps, budgetState, budgetTitle, budgetUrl } from "./describe-budget";
import { formatCompact, formatCost, formatMoment } from "./format-figures";

/** Budgets with what is spent, held and left of each, and the way to change or remove those that can be. */
export function BudgetTable({
  label,
  budgets,
  warnShare,
}: {
  label: string;
  budgets: BudgetOverview[];
  warnShare: number;
}) {
  const router = useRouter();
  const [removing, setRemoving] = useState<BudgetOverview | null>(null);
  const [changing, setChanging] = useState<BudgetOverview | null>(null);
  return (
    <>
      <Table label={label}>
        <TableHeader>
          <tr>
            <TableHead>Budget</TableHead>
            <TableHead className="max-md:hidden">Used now</TableHead>
            <TableHead className="text-right max-lg:hidden">Spent</TableHead>
            <TableHead className="text-right max-lg:hidden">Held</TableHead>
            <TableHead className="text-right max-lg:hidden">Left</TableHead>
            <TableHead>
              <span className="sr-only">Change or remove</span>
            </TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {budgets.map((budget) => (
            <BudgetLine
              key={budget.id ?? budget.scope}
              budget={budget}
              warnShare={warnShare}
              onChange={() => setChanging(budget)}
              onRemove={() => setRemoving(budget)}
            />
          ))}
        </TableBody>
      </Table>
      {changing ? (
        <BudgetChangeDialog key={changing.id} budget={changing} onClose={() => setChanging(null)} />
      ) : null}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => open || setRemoving(null)}
        title="Remove this budget?"
        description={
          removing
            ? `${budgetTitle(removing)}, ${budgetCaps(removing)}: what was counted for it is forgotten, and it limits nothing any more.`
            : ""
        }
        confirmLabel="Remove"
        onConfirm={async () => {
          if (!removing) return;
          await apiRequest(budgetUrl(removing), { method: "DELETE" });
          toast.success("The budget was removed.");
          router.refresh();
        }}
      />
    </>
  );
}

function BudgetLine({
  budget,
  warnShare,
  onChange,
  onRemove,
}: {
  budget: BudgetOverview;
  warnShare: number;
  onChange: () => void;
  onRemove: () => void;
}) {
  const title = budgetTitle(budget);
  const share = usedShare(budget);
  const state = budgetState(share, warnShare);
  const isForEach = (budget.scope === "user" || budget.scope === "api-key") && budget.subject === null;
  const most = budget.standings[0];
  const figures = figuresOf(budget, most);
  return (
    <TableRow>
      <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left align-top font-normal">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="truncate font-medium" title={title}>
            {title}
          </span>
          {budget.isHard ? null : <Badge variant="outline">only watched</Badge>}
          <StateBadge state={state} isHard={budget.isHard} />
        </span>
        <span className="block text-[13px] text-muted-foreground">{budgetCaps(budget)}</span>
        <UsedBar className="mt-1.5 md:hidden" share={share} state={state} title={title} />
        <span className="mt-1 block text-[13px] text-muted-foreground lg:hidden">
          {isForEach && most ? `${most.name ?? "Somebody who has left"} most: ` : ""}
          {figures.spent} spent, {figures.held} held, {figures.left} left
        </span>
        {isForEach && budget.standings.length > 0 ? <EachList budget={budget} warnShare={warnShare} /> : null}
        <LostNote budget={budget} />
      </th>
      <TableCell className="align-top max-md:hidden">
        <UsedBar className="mt-1.5 w-36" share={share} state={state} title={title} />
        <span
          className="mt-1 block text-[13px] whitespace-nowrap text-muted-foreground"
          suppressHydrationWarning
        >
          anew {formatMoment(budget.resetsAt)}
        </span>
      </TableCell>
      {([figures.spent, figures.held, figures.left] as const).map((figure, i) => (
        <TableCell
          key={["spent", "held", "left"][i]}
          className={cn(
            "text-right align-top whitespace-nowrap tabular-nums max-lg:hidden",
            i < 2 && "text-muted-foreground",
          )}
        >
          {figure}
        </TableCell>
      ))}
      <TableCell className="w-px align-top">
        {budget.id === null ? null : (
          <span className="flex justify-end gap-2 max-sm:flex-col">
            <Button variant="outline" size="sm" aria-label={`Change the budget: ${title}`} onClick={onChange}>
              Change
            </Button>
            <Button variant="outline" size="sm" aria-label={`Remove the budget: ${title}`} onClick={onRemove}>
              Remove
            </Button>
          </span>
        )}
      </TableCell>
    </TableRow>
  );
}

function StateBadge({ state, isHard }: { state: BudgetState; isHard: boolean }) {
  if (state === "fine") return null;
  return state === "near" ? (
    <Badge variant="warning">nearly used up</Badge>
  ) : (
    <Badge variant={isHard ? "destructive" : "warning"}>used up</Badge>
  );
}

function UsedBar({
  share,
  state,
  title,
  className,
}: {
  share: number;
  state: BudgetState;
  title: string;
  className?: string;
}) {
  const color = { fine: "", near: "[&>*]:bg-warning", over: "[&>*]:bg-destructive" }[state];
  return (
    <span className={cn("flex items-center gap-2", className)}>
      <Progress share={share} label={`Used of the budget: ${title}`} className={color} />
      <span className="text-[13px] whitespace-nowrap tabular-nums">{Math.round(share * 100)} %</span>
    </span>
  );
}

/** Of a budget for each person or key: who used most, three of them. */
function EachList({ budget, warnShare }: { budget: BudgetOverview; warnShare: number }) {
  const shown = budget.standings.slice(0, 3);
  return (
    <ul className="mt-1.5 grid gap-0.5 text-[13px] max-lg:hidden">
      {shown.map((standing) => {
        const share = usedShare({ ...budget, standings: [standing] });
        const { spent, held } = figuresOf(budget, standing);
        return (
          <li key={standing.subject} className="truncate text-muted-foreground">
            {standing.name ?? (budget.scope === "user" ? "Somebody who has left" : "A key that is gone")}:{" "}
            {spent} spent, {held} held
            {budgetState(share, warnShare) === "fine" ? "" : `, ${Math.round(share * 100)} %`}
          </li>
        );
      })}
    </ul>
  );
}

function LostNote({ budget }: { budget: BudgetOverview }) {
  const microUsd = budget.standings.reduce((sum, { lost }) => sum + lost.microUsd, 0);
  if (microUsd === 0) return null;
  return (
    <span className="mt-1 block text-[13px] text-muted-foreground">
      {formatCost(microUsd)} of it had been set aside by a process that stopped: it may not have been spent.
    </span>
  );
}

const nothing = { microUsd: 0, tokens: 0 };

/** In the units that are capped; money first. */
function figuresOf({ microUsdMax, tokensMax }: BudgetOverview, standing: BudgetStanding | undefined) {
  const { spent = nothing, held = nothing } = standing ?? {};
  const show = ({ microUsd, tokens }: typeof nothing) =>
    [
      ...(microUsdMax === null ? [] : [formatCost(microUsd)]),
      ...(tokensMax === null ? [] : [`${formatCompact(tokens)} tokens`]),
    ].join(", ");
  const left = {
    microUsd: Math.max(0, (microUsdMax ?? 0) - spent.microUsd - held.microUsd),
    tokens: Math.max(0, (tokensMax ?? 0) - spent.tokens - held.tokens),
  };
  return { spent: show(spent), held: show(held), left: show(left) };
}
