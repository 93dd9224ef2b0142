"use client";

import { formatMoment } from "@/components/admin/format-figures";
import { useIsClient } from "@/components/chat/use-is-client";

/** When the next run is due, in the reader's own time zone, which the server doesn't know. */
export function NextRun({ at }: { at: string }) {
  const isClient = useIsClient();
  return <time dateTime={at}>{isClient ? `Next: ${formatMoment(at)}` : ""}</time>;
}
