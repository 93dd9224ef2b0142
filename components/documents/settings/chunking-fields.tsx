"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type ChunkingSettings, chunkingSettingsSchema } from "@/lib/document";

interface ChunkingFieldsProps {
  value: ChunkingSettings;
  onChange: (value: ChunkingSettings) => void;
}

const sizes = { min: 64, max: 2048 };
const percents = { min: 0, max: 50 };

/** Length and overlap of chunks, each with a slider for trying and a field for typing. */
export function ChunkingFields({ value, onChange }: ChunkingFieldsProps) {
  const change = (part: Partial<ChunkingSettings>) => {
    const next = chunkingSettingsSchema.safeParse({ ...value, ...part });
    if (next.success) onChange(next.data);
  };
  return (
    <div className="grid gap-6 sm:grid-cols-2">
      <NumberSlider
        label="Longest chunk, in tokens"
        hint={`About ${Math.round((value.tokensMax * 0.75) / 10) * 10} English words. Short chunks point at the sentence; long ones keep its context.`}
        range={sizes}
        step={32}
        value={value.tokensMax}
        onChange={(tokensMax) => change({ tokensMax })}
      />
      <NumberSlider
        label="Overlap, in percent"
        hint={overlapHint(value)}
        range={percents}
        step={1}
        value={Math.round(value.overlapShare * 100)}
        onChange={(percent) => change({ overlapShare: percent / 100 })}
      />
    </div>
  );
}

function overlapHint({ tokensMax, overlapShare }: ChunkingSettings): string {
  const tokens = Math.floor(tokensMax * overlapShare);
  if (tokens === 0) return "Nothing is repeated: what stands across a cut is found in neither half.";
  return `Up to ${tokens} tokens of whole sentences are repeated, so that what stands across a cut isn't lost.`;
}

interface NumberSliderProps {
  label: string;
  hint: string;
  range: { min: number; max: number };
  /** Of the slider; any whole number can be typed. */
  step: number;
  value: number;
  onChange: (value: number) => void;
}

function NumberSlider({ label, hint, range, step, value, onChange }: NumberSliderProps) {
  /** What is being typed, while it isn't a number in range yet. */
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string) => {
    const number = Number(text);
    const isGood = text !== "" && Number.isInteger(number) && number >= range.min && number <= range.max;
    setTyped(isGood ? null : text);
    if (isGood) onChange(number);
  };
  return (
    <Field
      label={label}
      hint={hint}
      error={typed === null ? null : `A whole number from ${range.min} to ${range.max}.`}
    >
      {(control) => (
        <div className="flex items-center gap-3">
          <input
            type="range"
            aria-label={label}
            {...range}
            step={step}
            value={value}
            onChange={(event) => take(event.target.value)}
            className="h-6 min-w-0 flex-1 cursor-pointer accent-primary"
          />
          <Input
            {...control}
            inputMode="numeric"
            className="w-20 text-right tabular-nums"
            value={typed ?? String(value)}
            onChange={(event) => take(event.target.value.trim())}
            onBlur={() => setTyped(null)}
          />
        </div>
      )}
    </Field>
  );
}
