"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { type ScheduleChoice, weekdays } from "./schedule-words";

const choices: { every: ScheduleChoice["every"]; name: string }[] = [
  { every: "never", name: "By hand only" },
  { every: "hour", name: "Every hour" },
  { every: "day", name: "Every day" },
  { every: "week", name: "Every week" },
  { every: "custom", name: "By a cron expression" },
];

/** How often a source is read, in plain choices or as a cron expression. */
export function ScheduleField({
  choice,
  onChange,
}: {
  choice: ScheduleChoice;
  onChange: (choice: ScheduleChoice) => void;
}) {
  const time = "time" in choice ? choice.time : "06:00";
  const weekday = "weekday" in choice ? choice.weekday : 1;
  const choose = (every: string) => {
    if (every === "day") onChange({ every, time });
    else if (every === "week") onChange({ every, time, weekday });
    else if (every === "custom") onChange({ every, cron: "0 6 * * 1-5" });
    else onChange({ every: every === "hour" ? "hour" : "never" });
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Read it">
        {(control) => (
          <Select value={choice.every} onValueChange={choose}>
            <SelectTrigger {...control} />
            <SelectContent>
              {choices.map(({ every, name }) => (
                <SelectItem key={every} value={every}>
                  {name}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {choice.every === "week" ? (
        <Field label="On">
          {(control) => (
            <Select
              value={String(weekday)}
              onValueChange={(day) => onChange({ ...choice, weekday: Number(day) })}
            >
              <SelectTrigger {...control} />
              <SelectContent>
                {weekdays.map((name, day) => (
                  <SelectItem key={name} value={String(day)}>
                    {name}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
      ) : null}
      {choice.every === "day" || choice.every === "week" ? (
        <Field label="At (UTC)">
          {(control) => (
            <Input
              {...control}
              type="time"
              required
              value={time}
              onChange={(event) => onChange({ ...choice, time: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {choice.every === "custom" ? (
        <Field label="Cron expression (UTC)" hint="Minute, hour, day, month, weekday.">
          {(control) => (
            <Input
              {...control}
              required
              maxLength={100}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
              value={choice.cron}
              onChange={(event) => onChange({ ...choice, cron: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}
