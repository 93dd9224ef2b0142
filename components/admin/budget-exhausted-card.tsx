"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import type { TenantPolicy } from "@/lib/tenant-policy";
import { apiRequest } from "./api-request";
import { PolicySwitch } from "./policy-switch";
import { readMicroUsd, UsdField, usdText } from "./usd-field";
import { useSubmit } from "./use-submit";

type BudgetPolicy = TenantPolicy["budget"];

const choices: Record<BudgetPolicy["onExhausted"], string> = {
  refuse: "Refuse questions, and say when to come back",
  extractive: "Answer with sentences quoted from the documents",
  cheapest: "Answer with the cheapest model that still fits",
};

/** What happens when a budget is used up, from when admins are warned, and what one question may cost. */
export function BudgetExhaustedCard({ budget }: { budget: BudgetPolicy }) {
  const router = useRouter();
  const [onExhausted, setOnExhausted] = useState(budget.onExhausted);
  const [warnPercent, setWarnPercent] = useState(String(Math.round(budget.warnShare * 100)));
  const [requestUsd, setRequestUsd] = useState(usdText(budget.requestMicroUsdMax));
  const [batchesWait, setBatchesWait] = useState(budget.batchesWait);
  const { isBusy, failure, submit } = useSubmit();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const requestMicroUsdMax = readMicroUsd(requestUsd);
      const warnShare = Number(warnPercent) / 100;
      const change = { onExhausted, warnShare, requestMicroUsdMax, batchesWait };
      await apiRequest("/api/tenant-policy", { method: "PATCH", body: { budget: change } });
      toast.success("Saved.");
      router.refresh();
    });
  };
  return (
    <form onSubmit={save} className="grid grid-cols-1 gap-4 rounded-lg border bg-card p-4 lg:grid-cols-3">
      <Field label="When a budget is used up" className="lg:col-span-3">
        {(control) => (
          <Select
            value={onExhausted}
            onValueChange={(next) => setOnExhausted(next as BudgetPolicy["onExhausted"])}
          >
            <SelectTrigger {...control} className="max-w-xl" />
            <SelectContent>
              {Object.entries(choices).map(([choice, name]) => (
                <SelectItem key={choice} value={choice}>
                  {name}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      <Field label="Warn at, in percent" hint="From there on a budget is shown as nearly used up.">
        {(control) => (
          <Input
            {...control}
            type="number"
            required
            min="1"
            max="100"
            value={warnPercent}
            onChange={(event) => setWarnPercent(event.target.value)}
          />
        )}
      </Field>
      <UsdField
        label="One question may cost at most, in US dollars"
        hint="What would be dearer is answered more briefly. Empty: no such limit."
        className="lg:col-span-2"
        value={requestUsd}
        onChange={setRequestUsd}
      />
      {onExhausted === "refuse" ? (
        <div className="lg:col-span-3">
          <PolicySwitch
            label="Batches wait for the budget to start anew"
            hint="Off: questions of a batch that the budget doesn't cover fail."
            checked={batchesWait}
            onChange={setBatchesWait}
          />
        </div>
      ) : null}
      {failure ? (
        <Alert variant="destructive" className="lg:col-span-3">
          {failure}
        </Alert>
      ) : null}
      <Button type="submit" variant="outline" isLoading={isBusy} className="justify-self-start lg:col-span-3">
        Save
      </Button>
    </form>
  );
}
