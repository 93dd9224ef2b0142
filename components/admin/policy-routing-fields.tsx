"use client";

import { Plus, X } from "lucide-react";
import { type ComponentProps, useId } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ModelsSelect } from "./models-select";
import type { ModelRow, ModelsPolicy } from "./models-view";
import { PolicySwitch } from "./policy-switch";

interface PolicyRoutingFieldsProps {
  chats: ModelRow[];
  policy: ModelsPolicy;
  onChange: (part: Partial<ModelsPolicy>) => void;
}

/** Easy questions to one model, difficult ones to another, unsure answers to a second one, and shares for comparing models. */
export function PolicyRoutingFields({ chats, policy, onChange }: PolicyRoutingFieldsProps) {
  return (
    <div className="grid grid-cols-1 gap-5">
      <PolicySwitch
        label="Route by difficulty"
        hint="Easy questions go to a cheap model, difficult ones to a strong one. Off: the first model answers everything."
        checked={policy.routesByDifficulty}
        onChange={(routesByDifficulty) => onChange({ routesByDifficulty })}
      />
      {policy.routesByDifficulty ? (
        <div className="grid grid-cols-1 items-start gap-4 md:grid-cols-3">
          <Field label="Cheap model">
            {(control) => (
              <ModelsSelect
                control={control}
                models={chats}
                value={policy.cheap}
                unset="Chosen by price"
                onChange={(cheap) => onChange({ cheap })}
              />
            )}
          </Field>
          <Field label="Strong model">
            {(control) => (
              <ModelsSelect
                control={control}
                models={chats}
                value={policy.strong}
                unset="Chosen by price"
                onChange={(strong) => onChange({ strong })}
              />
            )}
          </Field>
          <Field label="Strong from a difficulty of, in %" hint="Lower is dearer and better.">
            {(control) => (
              <PercentInput
                {...control}
                share={policy.strongFrom}
                onShare={(strongFrom) => onChange({ strongFrom })}
              />
            )}
          </Field>
        </div>
      ) : null}
      <Field
        label="Ask a stronger model below a confidence of, in %"
        hint="Where the first model tells how sure it is of its words. Both answers are paid for. 0: never."
      >
        {(control) => (
          <PercentInput
            {...control}
            className="sm:max-w-40"
            share={policy.confidenceMin}
            onShare={(confidenceMin) => onChange({ confidenceMin })}
          />
        )}
      </Field>
      <SplitField chats={chats} split={policy.split} onChange={(split) => onChange({ split })} />
    </div>
  );
}

/** Asks for a share, from 0 to 1, as a whole percentage. */
function PercentInput({
  share,
  onShare,
  ...props
}: ComponentProps<"input"> & { share: number; onShare: (share: number) => void }) {
  return (
    <Input
      {...props}
      type="number"
      min={0}
      max={100}
      required
      value={Math.round(share * 100)}
      onChange={({ target }) => onShare(Math.min(100, Math.max(0, Number(target.value))) / 100)}
    />
  );
}

const splitsMax = 10;

function SplitField({
  chats,
  split,
  onChange,
}: {
  chats: ModelRow[];
  split: ModelsPolicy["split"];
  onChange: (split: ModelsPolicy["split"]) => void;
}) {
  const titleId = useId();
  const change = (at: number, part: Partial<ModelsPolicy["split"][number]>) =>
    onChange(split.map((arm, i) => (i === at ? { ...arm, ...part } : arm)));
  const first = chats[0]?.id;
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-2.5" aria-labelledby={titleId}>
      <div>
        <p id={titleId} className="text-sm font-medium">
          Shares
        </p>
        <p className="text-[13px] leading-snug text-muted-foreground">
          So many of the questions go to a model whatever their difficulty, to compare it with others. The
          rest is routed.
        </p>
      </div>
      {split.map(({ modelId, share }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; the same model may stand in two while one edits
        <div key={i} className="flex items-center gap-2">
          <div className="min-w-0 flex-1 sm:max-w-sm">
            <ModelsSelect
              control={{ "aria-label": `Model of share ${i + 1}` }}
              models={chats}
              value={modelId}
              onChange={(id) => change(i, { modelId: id ?? modelId })}
            />
          </div>
          <PercentInput
            aria-label={`Share ${i + 1}, in %`}
            className="w-20"
            share={share}
            onShare={(changed) => change(i, { share: changed })}
          />
          <span aria-hidden className="text-sm text-muted-foreground">
            %
          </span>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Remove share ${i + 1}`}
            onClick={() => onChange(split.filter((_, at) => at !== i))}
          >
            <X />
          </Button>
        </div>
      ))}
      <div>
        <Button
          variant="outline"
          size="sm"
          disabled={!first || split.length >= splitsMax}
          onClick={() => first && onChange([...split, { modelId: first, share: 0.1 }])}
        >
          <Plus />
          Add a share
        </Button>
      </div>
    </fieldset>
  );
}
