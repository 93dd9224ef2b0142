"use client";

import type { FieldControl } from "@/components/ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";

/** Radix has no empty value. */
const nothing = "-";

/** A choice of one model, or of none. */
export function ModelsSelect({
  control,
  models,
  value,
  unset,
  onChange,
  disabled,
}: {
  control: FieldControl | { "aria-label": string };
  models: { id: string }[];
  value: string | null;
  /** What choosing none means; without it, one must be chosen. */
  unset?: string;
  onChange: (id: string | null) => void;
  disabled?: boolean;
}) {
  const ids = models.map(({ id }) => id);
  const listed = value === null || ids.includes(value) ? ids : [value, ...ids];
  return (
    <Select
      value={value ?? nothing}
      onValueChange={(id) => onChange(id === nothing ? null : id)}
      disabled={disabled}
    >
      <SelectTrigger {...control} />
      <SelectContent>
        {unset === undefined ? null : <SelectItem value={nothing}>{unset}</SelectItem>}
        {listed.map((id) => (
          <SelectItem key={id} value={id}>
            {id}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
