"use client";

import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { apiRequest } from "./api-request";
import { type ProviderKind, type ProviderModel, type ProviderRow, providerKindNames } from "./models-view";
import { PolicySwitch } from "./policy-switch";
import { ProviderConnection } from "./provider-connection";
import { bodyOf, draftOf, newModelDraft, type ProviderDraft } from "./provider-draft";
import { ProviderModelsField } from "./provider-models-field";
import { useSubmit } from "./use-submit";

/** Whose models may tell how likely each of their tokens was. */
const logprobKinds: ReadonlySet<ProviderKind> = new Set(["openai", "openai-compatible"]);

/** A provider's settings. `provider`: the one to change, null for a new one. */
export function ProviderForm({
  provider,
  listed,
  onSaved,
}: {
  provider: ProviderRow | null;
  listed: Record<string, ProviderModel[]>;
  onSaved: () => void;
}) {
  const [draft, setDraft] = useState(() => draftOf(provider));
  const [found, setFound] = useState<string[]>([]);
  const { isBusy, failure, submit } = useSubmit();
  const change = (part: Partial<ProviderDraft>) => setDraft((before) => ({ ...before, ...part }));
  const chooseKind = (kind: ProviderKind) =>
    change({
      kind,
      name: kind === "openai-compatible" ? "" : kind,
      models: (listed[kind] ?? []).map(newModelDraft),
    });

  const save = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const body = bodyOf(draft);
      if (provider) await apiRequest(`/api/model-providers/${provider.id}`, { method: "PATCH", body });
      else {
        const { name, kind } = draft;
        await apiRequest("/api/model-providers", { body: { name: name.trim(), kind, ...body } });
      }
      toast.success(provider ? `${provider.name} was changed.` : `${draft.name.trim()} was added.`);
      onSaved();
    });
  };

  return (
    <form onSubmit={save} className="grid min-w-0 grid-cols-1 gap-4">
      <DialogHeader>
        <DialogTitle>{provider ? provider.name : "Add a provider"}</DialogTitle>
        <DialogDescription>
          Its models can be used at once, as far as workspaces allow them.
        </DialogDescription>
      </DialogHeader>
      {provider ? null : (
        <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2">
          <Field label="Kind">
            {(control) => (
              <Select value={draft.kind} onValueChange={(kind) => chooseKind(kind as ProviderKind)}>
                <SelectTrigger {...control} />
                <SelectContent>
                  {Object.entries(providerKindNames).map(([kind, name]) => (
                    <SelectItem key={kind} value={kind}>
                      {name}
                    </SelectItem>
                  ))}
                </SelectContent>
              </Select>
            )}
          </Field>
          <Field label="Name" hint="Stands before its models' names, and stays.">
            {(control) => (
              <Input
                {...control}
                required
                pattern="[a-z0-9][a-z0-9\-]{0,39}"
                title="Lower-case letters, digits and hyphens"
                maxLength={40}
                placeholder="our-vllm"
                value={draft.name}
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
      <ProviderConnection provider={provider} draft={draft} onChange={change} onFound={setFound} />
      <ProviderModelsField models={draft.models} found={found} onChange={(models) => change({ models })} />
      <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2">
        <Field label="Calls at a time" hint="From each process; further ones wait in a queue.">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={10000}
              placeholder="No limit"
              value={draft.concurrencyMax}
              onChange={(event) => change({ concurrencyMax: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Fail on purpose, in % of calls"
          hint="To prove that other models take over. Readers see it."
        >
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              max={100}
              placeholder="0"
              value={draft.chaosPercent}
              onChange={(event) => change({ chaosPercent: event.target.value })}
            />
          )}
        </Field>
      </div>
      {logprobKinds.has(draft.kind) ? (
        <PolicySwitch
          label="Tells how likely each word was"
          hint="Its chat models answer a request for log-probabilities, as vLLM's do. Then unsure answers can be asked again of a stronger model."
          checked={draft.givesLogprobs}
          onChange={(givesLogprobs) => change({ givesLogprobs })}
        />
      ) : null}
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      <DialogFooter>
        <Button type="submit" isLoading={isBusy}>
          {provider ? "Save" : "Add"}
        </Button>
      </DialogFooter>
    </form>
  );
}
