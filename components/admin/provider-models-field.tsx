"use client";

import { Plus, X } from "lucide-react";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import type { ModelKind } from "./models-view";
import { type ModelDraft, newModelDraft } from "./provider-draft";

const kindNames: Record<ModelKind, string> = {
  chat: "Chat",
  embedding: "Embedding",
  rerank: "Reranking",
  moderation: "Moderation",
};

interface ProviderModelsFieldProps {
  models: ModelDraft[];
  /** Names that a test found, to choose from. */
  found: string[];
  onChange: (models: ModelDraft[]) => void;
}

/** The models of a provider that may be used, with what they cost. The first of a kind is the provider's default. */
export function ProviderModelsField({ models, found, onChange }: ProviderModelsFieldProps) {
  const id = useId();
  const change = (key: string, part: Partial<ModelDraft>) =>
    onChange(models.map((model) => (model.key === key ? { ...model, ...part } : model)));
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-2.5" aria-describedby={`${id}-hint`}>
      <legend className="text-sm font-medium">Models</legend>
      <p id={`${id}-hint`} className="text-[13px] leading-snug text-muted-foreground">
        Prices are USD per million tokens. Left empty: the listed price, or a guess on the high side; none on
        premises.
      </p>
      <datalist id={`${id}-found`}>
        {found.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {models.length > 0 ? (
        <div
          aria-hidden
          className="grid grid-cols-[8rem_1fr_6rem_6rem_2rem] gap-2 text-[13px] text-muted-foreground max-sm:hidden"
        >
          <span>Kind</span>
          <span>Name</span>
          <span>Input</span>
          <span>Output / length</span>
        </div>
      ) : null}
      {models.map((model, i) => (
        <ModelFields
          key={model.key}
          model={model}
          number={i + 1}
          foundId={`${id}-found`}
          onChange={(part) => change(model.key, part)}
          onRemove={() => onChange(models.filter(({ key }) => key !== model.key))}
        />
      ))}
      <div>
        <Button variant="outline" size="sm" onClick={() => onChange([...models, newModelDraft()])}>
          <Plus />
          Add a model
        </Button>
      </div>
    </fieldset>
  );
}

interface ModelFieldsProps {
  model: ModelDraft;
  number: number;
  foundId: string;
  onChange: (part: Partial<ModelDraft>) => void;
  onRemove: () => void;
}

function ModelFields({ model, number, foundId, onChange, onRemove }: ModelFieldsProps) {
  const { kind, name, inputPrice, outputPrice, dimensions } = model;
  const figure = (label: string, value: string, field: "inputPrice" | "outputPrice" | "dimensions") => (
    <div className="grid grid-cols-1 gap-1">
      <span aria-hidden className="text-[13px] text-muted-foreground sm:hidden">
        {label}
      </span>
      <Input
        aria-label={`${label} of model ${number}`}
        type="number"
        min={field === "dimensions" ? 1 : 0}
        step={field === "dimensions" ? 1 : "any"}
        value={value}
        onChange={(event) => onChange({ [field]: event.target.value })}
      />
    </div>
  );
  return (
    <div className="grid grid-cols-[1fr_1fr_2rem] gap-2 rounded-lg border p-2.5 sm:grid-cols-[8rem_1fr_6rem_6rem_2rem] sm:border-0 sm:p-0">
      <div className="max-sm:col-span-2">
        <Select value={kind} onValueChange={(value) => onChange({ kind: value as ModelKind })}>
          <SelectTrigger aria-label={`Kind of model ${number}`} />
          <SelectContent>
            {Object.entries(kindNames).map(([value, label]) => (
              <SelectItem key={value} value={value}>
                {label}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </div>
      <Button
        variant="ghost"
        size="icon-sm"
        className="self-center sm:order-last"
        aria-label={`Remove model ${number}`}
        onClick={onRemove}
      >
        <X />
      </Button>
      <Input
        aria-label={`Name of model ${number}`}
        placeholder="Its name at the provider"
        className="max-sm:col-span-3"
        list={foundId}
        required
        maxLength={150}
        value={name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      {figure("Input", inputPrice, "inputPrice")}
      {kind === "chat" ? figure("Output", outputPrice, "outputPrice") : null}
      {kind === "embedding" ? figure("Dimensions", dimensions, "dimensions") : null}
      {kind === "chat" || kind === "embedding" ? null : <span className="max-sm:hidden" />}
    </div>
  );
}
