"use client";

import { useIsClient } from "./use-is-client";

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short" });

/** When a message was written, in the reader's time zone: the time alone today, with the day before. */
export function MessageTime({ iso, className }: { iso: string | undefined; className?: string }) {
  const isClient = useIsClient();
  if (!isClient || !iso) return null;
  const moment = new Date(iso);
  const isToday = moment.toDateString() === new Date().toDateString();
  return (
    <time dateTime={iso} title={full.format(moment)} className={className}>
      {(isToday ? clock : dayAndClock).format(moment)}
    </time>
  );
}
