"use client";

import { useSyncExternalStore } from "react";
import { formatAgo, formatDay, formatMoment } from "./format-figures";

const tickMs = 30_000;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, tickMs);
  return () => clearInterval(timer);
}

const nowInTicks = () => Math.floor(Date.now() / tickMs) * tickMs;

/** A moment as its distance from now, with the exact time in the reader's zone on hover. The server writes the date. */
export function TimeAgo({ at }: { at: string | Date }) {
  const nowMs = useSyncExternalStore(subscribe, nowInTicks, () => null);
  const iso = typeof at === "string" ? at : at.toISOString();
  return (
    <time dateTime={iso} title={nowMs === null ? undefined : formatMoment(iso)} className="whitespace-nowrap">
      {nowMs === null ? formatDay(iso.slice(0, 10), { year: true }) : formatAgo(iso, nowMs)}
    </time>
  );
}
