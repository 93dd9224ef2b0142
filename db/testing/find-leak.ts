import { describeError } from "../../lib/log.ts";
import type { Canaries } from "./plant-canaries.ts";

/** The first mark or id of these rows that stands in a text, whatever it's the text of; null when none does. */
export function findLeak(text: string, canaries: Canaries): string | null {
  const { person, collectionName, ...own } = canaries;
  return Object.values(own).find((secret) => text.includes(secret)) ?? null;
}

/** All that a value shows, or an error as far as the log shows it: without what was asked, which the asker knew. */
export function textOf(value: unknown): string {
  if (value instanceof Error) return textOf(describeError(value));
  if (value instanceof Map || value instanceof Set) return textOf([...value]);
  return JSON.stringify(value) ?? "";
}
