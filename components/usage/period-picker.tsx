"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { cn } from "@/lib/utils";
import { lastDays, type Period, presetDays, problemOf } from "./period";

interface PeriodPickerProps extends Period {
  today: string;
  /** What else stands in the address, and stays there. */
  rest?: Record<string, string>;
}

/** Chooses the days that a usage page shows: the last 1, 7, 30, 90 or 365, or any from–to. The choice stands in the address. */
export function PeriodPicker({ from, to, today, rest = {} }: PeriodPickerProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [period, setPeriod] = useState<Period>({ from, to });
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();

  const show = (event: FormEvent) => {
    event.preventDefault();
    const found = problemOf(period);
    setProblem(found);
    if (found === null) startTransition(() => router.push(hrefOf(period, rest)));
  };

  return (
    <div className="flex flex-wrap items-end gap-x-5 gap-y-3">
      <nav aria-label="Period" className="flex rounded-md border border-input bg-card p-0.5 shadow-xs">
        {presetDays.map((days) => (
          <PresetLink
            key={days}
            days={days}
            href={hrefOf(lastDays(days, today), rest)}
            isChosen={isSame({ from, to }, lastDays(days, today))}
          />
        ))}
      </nav>
      <form onSubmit={show} className="flex flex-wrap items-end gap-2 max-sm:w-full" noValidate>
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

function hrefOf({ from, to }: Period, rest: Record<string, string>): string {
  return `?${new URLSearchParams({ ...rest, from, to })}`;
}

const presetNames: Record<number, string> = { 1: "Today", 365: "A year" };

function PresetLink({ days, href, isChosen }: { days: number; href: string; isChosen: boolean }) {
  return (
    <Link
      href={href}
      aria-current={isChosen ? "true" : undefined}
      className={cn(
        "flex h-8 items-center rounded-sm px-2.5 text-sm whitespace-nowrap font-medium text-muted-foreground transition-colors hover:text-foreground",
        isChosen && "bg-accent text-accent-foreground hover:text-accent-foreground",
      )}
    >
      {presetNames[days] ?? `${days} days`}
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
    <div className="grid gap-1 max-sm:flex-1">
      <Label htmlFor={id}>{label}</Label>
      <Input
        id={id}
        type="date"
        className="sm:w-40"
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
