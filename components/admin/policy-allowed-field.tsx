"use client";

import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Label } from "@/components/ui/label";
import type { ModelKind, ModelRow } from "./models-view";

const kindNames: Record<ModelKind, string> = {
  chat: "Chat",
  embedding: "Embedding",
  rerank: "Reranking",
  moderation: "Moderation",
};

interface PolicyAllowedFieldProps {
  /** Those that aren't built in. */
  models: ModelRow[];
  isOnPremisesOnly: boolean;
  /** Null: all of them. */
  allowed: string[] | null;
  onChange: (allowed: string[] | null) => void;
}

/** All models, or a choice of them. */
export function PolicyAllowedField({ models, isOnPremisesOnly, allowed, onChange }: PolicyAllowedFieldProps) {
  const group = useId();
  const ids = models.map(({ id }) => id);
  const choices = [
    { title: "All that are set up", hint: "Also those that are added later.", value: null },
    { title: "Only these", hint: "Others have to be allowed here first.", value: ids },
  ];
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-3">
      <legend className="sr-only">Allowed models</legend>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        {choices.map(({ title, hint, value }) => (
          <label
            key={title}
            className="flex cursor-pointer items-start gap-3 rounded-lg border p-3 text-sm has-checked:border-primary has-checked:bg-accent/50"
          >
            <input
              type="radio"
              name={group}
              checked={(allowed === null) === (value === null)}
              onChange={() => onChange(value)}
              className="mt-0.5 size-4 accent-primary"
            />
            <span>
              <span className="block font-medium">{title}</span>
              <span className="block text-[13px] text-muted-foreground">{hint}</span>
            </span>
          </label>
        ))}
      </div>
      {allowed === null ? null : (
        <ul aria-label="Models to allow" className="grid grid-cols-1 divide-y rounded-lg border">
          {models.map(({ id, kind, residency }) => (
            <li key={id} className="flex min-h-10 items-center gap-3 px-3.5 py-2">
              <Checkbox
                id={`${group}-${id}`}
                checked={allowed.includes(id)}
                disabled={isOnPremisesOnly && residency === "external"}
                onCheckedChange={(isChecked) =>
                  onChange(
                    ids.filter((other) => (other === id ? isChecked === true : allowed.includes(other))),
                  )
                }
              />
              <Label htmlFor={`${group}-${id}`} className="min-w-0 flex-1 font-normal">
                <code className="font-mono text-[13px] break-all">{id}</code>
              </Label>
              <Badge variant="outline" className="max-sm:hidden">
                {kindNames[kind]}
              </Badge>
              {residency === "local" ? <Badge variant="success">On premises</Badge> : null}
            </li>
          ))}
          {models.length === 0 ? (
            <li className="px-3.5 py-2.5 text-sm text-muted-foreground">
              Only the built-in models are set up.
            </li>
          ) : null}
        </ul>
      )}
    </fieldset>
  );
}
