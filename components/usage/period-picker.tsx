"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { cn } from "@/lib/utils";
import { lastDays, type Period, presetDays, problemOf } from "./period";

/** Chooses the days that the usage page shows: the last 7, 30 or 90, or any from–to. The choice stands in the address. */
export function PeriodPicker({ from, to, today }: Period & { today: string }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [period, setPeriod] = useState<Period>({ from, to });
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();

  const show = (event: FormEvent) => {
    event.preventDefault();
    const found = problemOf(period);
    setProblem(found);
    if (found === null) startTransition(() => router.push(`?from=${period.from}&to=${period.to}`));
  };

  return (
    <div className="flex flex-wrap items-end gap-x-5 gap-y-3">
      <nav aria-label="Period" className="flex rounded-md border border-input bg-card p-0.5 shadow-xs">
        {presetDays.map((days) => (
          <PresetLink key={days} days={days} isChosen={isSame({ from, to }, lastDays(days, today))} />
        ))}
      </nav>
      <form onSubmit={show} className="flex flex-wrap items-end gap-2" noValidate>
        <DayField
          label="From"
          value={period.from}
          max={today}
          onChange={(day) => setPeriod({ ...period, from: day })}
          describedBy={problem ? problemId : undefined}
        />
        <DayField
          label="To"
          value={period.to}
          max={today}
          onChange={(day) => setPeriod({ ...period, to: day })}
          describedBy={problem ? problemId : undefined}
        />
        <Button type="submit" variant="outline" isLoading={isPending}>
          Show
        </Button>
      </form>
      {problem ? (
        <p id={problemId} role="alert" className="w-full text-sm text-destructive">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

function PresetLink({ days, isChosen }: { days: number; isChosen: boolean }) {
  return (
    <Link
      href={`?days=${days}`}
      aria-current={isChosen ? "true" : undefined}
      className={cn(
        "flex h-8 items-center rounded-sm px-3 text-sm font-medium text-muted-foreground transition-colors hover:text-foreground",
        isChosen && "bg-accent text-accent-foreground hover:text-accent-foreground",
      )}
    >
      {days} days
    </Link>
  );
}

interface DayFieldProps {
  label: string;
  value: string;
  max: string;
  describedBy: string | undefined;
  onChange: (day: string) => void;
}

function DayField({ label, value, max, describedBy, onChange }: DayFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <Label htmlFor={id}>{label}</Label>
      <Input
        id={id}
        type="date"
        className="w-40"
        value={value}
        max={max}
        aria-invalid={describedBy ? true : undefined}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

function isSame(one: Period, other: Period): boolean {
  return one.from === other.from && one.to === other.to;
}
