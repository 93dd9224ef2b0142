import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** What stands in the field for an amount; nothing for none. */
export const usdText = (microUsd: number | null) => (microUsd === null ? "" : String(microUsd / 1_000_000));

/** The amount that stands in the field in millionths of a US dollar; null where nothing does. */
export const readMicroUsd = (usd: string) => (usd === "" ? null : Math.round(Number(usd) * 1_000_000));

/** Asks for an amount in US dollars, which may be left out. */
export function UsdField({
  label,
  hint,
  className,
  value,
  onChange,
}: {
  label: string;
  hint: string;
  className?: string;
  value: string;
  onChange: (usd: string) => void;
}) {
  return (
    <Field label={label} hint={hint} className={className}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min="0.000001"
          step="any"
          inputMode="decimal"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
