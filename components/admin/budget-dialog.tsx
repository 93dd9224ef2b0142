"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import {
  type BudgetChange,
  type BudgetOverview,
  type BudgetPeriod,
  type BudgetScope,
  budgetFeatures,
  budgetPeriodNames,
} from "@/lib/budget-schemas";
import { featureNames } from "@/lib/usage-schemas";
import { apiRequest } from "./api-request";
import { budgetCaps, budgetTitle, budgetUrl, periodNames } from "./describe-budget";
import { readMicroUsd, UsdField, usdText } from "./usd-field";
import { useSubmit } from "./use-submit";

/** Whom a budget can be for, by id and name. */
export type BudgetSubjects = Record<"user" | "api-key", { id: string; name: string }[]>;

const scopeNames: Record<BudgetScope, string> = {
  tenant: "The workspace",
  user: "People",
  "api-key": "API keys",
  feature: "What models are used for",
  installation: "All workspaces together",
};

/** A choice of everybody, each by themselves. Ids are UUIDs, so it can be none of them. */
const each = "each";

/** A button that opens the form for a new budget. */
export function BudgetDialog({ subjects, managesAll }: { subjects: BudgetSubjects; managesAll: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>
        <Button>
          <Plus />
          New budget
        </Button>
      </DialogTrigger>
      <DialogContent>
        <NewBudgetForm subjects={subjects} managesAll={managesAll} onDone={() => setIsOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function NewBudgetForm({
  subjects,
  managesAll,
  onDone,
}: {
  subjects: BudgetSubjects;
  managesAll: boolean;
  onDone: () => void;
}) {
  const router = useRouter();
  const [scope, setScope] = useState<BudgetScope>("tenant");
  const [subject, setSubject] = useState(each);
  const [period, setPeriod] = useState<BudgetPeriod>("month");
  const caps = useCaps({ microUsdMax: null, tokensMax: null, isHard: true });
  const { isBusy, failure, submit } = useSubmit();
  const scopes = (["tenant", "user", "api-key", "feature", "installation"] as const).filter(
    (name) => managesAll || name !== "installation",
  );
  const choices = subjectChoices(scope, subjects);

  const create = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const body = { scope, subject: subject === each ? null : subject, period, ...caps.read() };
      await apiRequest("/api/budgets", { body });
      toast.success("The budget holds from now on.");
      router.refresh();
      onDone();
    });
  };

  return (
    <form onSubmit={create} className="grid grid-cols-1 gap-4">
      <DialogHeader>
        <DialogTitle>New budget</DialogTitle>
        <DialogDescription>What was spent in the period that runs counts already.</DialogDescription>
      </DialogHeader>
      <Field label="For">
        {(control) => (
          <Select
            value={scope}
            onValueChange={(next) => {
              setScope(next as BudgetScope);
              setSubject(next === "feature" ? budgetFeatures[0] : each);
            }}
          >
            <SelectTrigger {...control} />
            <SelectContent>
              {scopes.map((name) => (
                <SelectItem key={name} value={name}>
                  {scopeNames[name]}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {choices.length > 0 ? (
        <Field
          label={scope === "feature" ? "Which" : "Whom"}
          hint={scope === "user" ? "A budget of somebody's own goes before the one for each." : undefined}
        >
          {(control) => (
            <Select value={subject} onValueChange={setSubject}>
              <SelectTrigger {...control} />
              <SelectContent>
                {choices.map(({ id, name }) => (
                  <SelectItem key={id} value={id}>
                    {name}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
      ) : null}
      <Field label="Within" hint="Hours, days and months begin in UTC.">
        {(control) => (
          <Select value={period} onValueChange={(next) => setPeriod(next as BudgetPeriod)}>
            <SelectTrigger {...control} />
            <SelectContent>
              {budgetPeriodNames.map((name) => (
                <SelectItem key={name} value={name}>
                  {periodNames[name]}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {caps.fields}
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      <DialogFooter>
        <Button type="submit" isLoading={isBusy}>
          Add the budget
        </Button>
      </DialogFooter>
    </form>
  );
}

function subjectChoices(scope: BudgetScope, subjects: BudgetSubjects): { id: string; name: string }[] {
  if (scope === "feature") return budgetFeatures.map((id) => ({ id, name: featureNames[id] ?? id }));
  if (scope === "user") return [{ id: each, name: "Each person by themselves" }, ...subjects.user];
  if (scope === "api-key") return [{ id: each, name: "Each API key by itself" }, ...subjects["api-key"]];
  return [];
}

/** Other caps for a budget that there is. */
export function BudgetChangeDialog({ budget, onClose }: { budget: BudgetOverview; onClose: () => void }) {
  const router = useRouter();
  const caps = useCaps(budget);
  const { isBusy, failure, submit } = useSubmit();
  const change = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      await apiRequest(budgetUrl(budget), { method: "PATCH", body: caps.read() });
      toast.success("The budget was changed.");
      router.refresh();
      onClose();
    });
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <form onSubmit={change} className="grid grid-cols-1 gap-4">
          <DialogHeader>
            <DialogTitle>Change this budget</DialogTitle>
            <DialogDescription>
              {budgetTitle(budget)}, now {budgetCaps(budget)}.
            </DialogDescription>
          </DialogHeader>
          {caps.fields}
          {failure ? <Alert variant="destructive">{failure}</Alert> : null}
          <DialogFooter>
            <Button type="submit" isLoading={isBusy}>
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** The fields for what may be used, and what they say. An empty field is no cap. */
function useCaps(initial: BudgetChange) {
  const [usd, setUsd] = useState(usdText(initial.microUsdMax));
  const [tokens, setTokens] = useState(initial.tokensMax === null ? "" : String(initial.tokensMax));
  const [kind, setKind] = useState(initial.isHard ? "hard" : "soft");
  const read = (): BudgetChange => ({
    microUsdMax: readMicroUsd(usd),
    tokensMax: tokens === "" ? null : Math.round(Number(tokens)),
    isHard: kind === "hard",
  });
  const fields = (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <UsdField label="US dollars" hint="Empty: not capped." value={usd} onChange={setUsd} />
        <Field label="Tokens" hint="Read and written together.">
          {(control) => (
            <Input
              {...control}
              type="number"
              min="1"
              step="1"
              inputMode="numeric"
              value={tokens}
              onChange={(event) => setTokens(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Field label="When it's used up">
        {(control) => (
          <Select value={kind} onValueChange={setKind}>
            <SelectTrigger {...control} />
            <SelectContent>
              <SelectItem value="hard">Spend nothing more</SelectItem>
              <SelectItem value="soft">Go on, and show it here</SelectItem>
            </SelectContent>
          </Select>
        )}
      </Field>
    </>
  );
  return { fields, read };
}
