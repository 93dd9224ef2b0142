"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import type { RecordFilters } from "@/lib/record-schemas";
import { cn } from "@/lib/utils";
import { cacheNames, jobNames, outcomeNames, signNames, sourceNames } from "./record-words";

export interface Option {
  value: string;
  name: string;
}

/** What the workspace has to choose from. */
export interface FilterOptions {
  people: Option[];
  models: Option[];
  collections: Option[];
}

const any = "any of them";
const optionsOf = (names: Record<string, string>): Option[] =>
  Object.entries(names).map(([value, name]) => ({ value, name }));

/** What to look for among records. Each choice holds at once. */
export function RecordFilterBar({
  filters,
  options,
  onChange,
}: {
  filters: RecordFilters;
  options: FilterOptions;
  onChange: (filters: RecordFilters) => void;
}) {
  const choose = (change: Partial<RecordFilters>) => onChange({ ...filters, ...change });
  const choices: { name: keyof RecordFilters; label: string; all: string; options: Option[] }[] = [
    { name: "outcome", label: "Outcome", all: "Any outcome", options: optionsOf(outcomeNames) },
    { name: "sign", label: "Worth a look", all: "All of them", options: optionsOf(signNames) },
    { name: "user", label: "Person", all: "Anybody", options: options.people },
    { name: "model", label: "Model", all: "Any model", options: options.models },
    { name: "collection", label: "Collection", all: "Any collection", options: options.collections },
    { name: "cache", label: "Cache", all: "Cached or not", options: optionsOf(cacheNames) },
    { name: "source", label: "Asked through", all: "Chat, API and batches", options: optionsOf(sourceNames) },
    { name: "feature", label: "Job of a model", all: "Any job", options: optionsOf(jobNames) },
  ];
  const [isOpen, setIsOpen] = useState(false);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="grid grid-cols-2 gap-x-3 gap-y-2.5 sm:grid-cols-3 lg:grid-cols-5">
        {(["from", "to"] as const).map((name) => (
          <Field key={name} label={name === "from" ? "From" : "To"}>
            {(control) => (
              <Input
                {...control}
                type="date"
                value={filters[name] ?? ""}
                onChange={(event) => choose({ [name]: event.target.value || undefined })}
              />
            )}
          </Field>
        ))}
        {choices.map((choice, i) => (
          <Choice
            key={choice.name}
            {...choice}
            // On a phone all of them would fill the screen.
            className={cn(i >= 2 && !isOpen && filters[choice.name] === undefined && "max-sm:hidden")}
            value={filters[choice.name]}
            onChoose={(value) => choose({ [choice.name]: value })}
          />
        ))}
      </div>
      {isOpen ? null : (
        <Button
          variant="link"
          size="sm"
          className="justify-self-start sm:hidden"
          onClick={() => setIsOpen(true)}
        >
          More to look for
        </Button>
      )}
      {isFiltered ? (
        <Button variant="link" size="sm" className="justify-self-start" onClick={() => onChange({})}>
          Show all records
        </Button>
      ) : null}
    </div>
  );
}

function Choice({
  label,
  all,
  options,
  value,
  className,
  onChoose,
}: {
  label: string;
  all: string;
  options: Option[];
  value: string | undefined;
  className: string;
  onChoose: (value: string | undefined) => void;
}) {
  const isKnown = value === undefined || options.some((option) => option.value === value);
  const shown = isKnown ? options : [...options, { value, name: value }];
  return (
    <Field label={label} className={className}>
      {(control) => (
        <Select
          value={value ?? any}
          onValueChange={(chosen) => onChoose(chosen === any ? undefined : chosen)}
        >
          <SelectTrigger {...control} />
          <SelectContent>
            <SelectItem value={any}>{all}</SelectItem>
            {shown.map((option) => (
              <SelectItem key={option.value} value={option.value}>
                {option.name}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  );
}
