"use client";

import { useShell } from "./shell-context";

/** Says, where it's so, that the workspace's admins can read what is asked here. */
export function KeptTextsNote() {
  const { records } = useShell();
  if (records.texts === "none") return null;
  const { textDays: days } = records;
  const without = records.texts === "redacted" ? ", without personal data and passwords" : "";
  return (
    <p className="mt-2 px-2 text-center text-xs text-pretty text-muted-foreground">
      Admins of your workspace can read what is asked and answered here for{" "}
      {days === 1 ? "a day" : `${days} days`}
      {without}.
    </p>
  );
}
