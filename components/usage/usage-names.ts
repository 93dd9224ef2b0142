import { formatDay, formatMonth } from "@/components/admin/format-figures";
import { featureNames, noValue, type RollupSpan, type UsageDimension } from "@/lib/usage-schemas";

/** What usage is told apart by, in the reader's words: `by` in a sentence, `one` over a column. */
export const dimensionNames: Record<UsageDimension, { by: string; one: string }> = {
  model: { by: "model", one: "Model" },
  provider: { by: "provider", one: "Provider" },
  user: { by: "person", one: "Person" },
  feature: { by: "feature", one: "Feature" },
  collection: { by: "collection", one: "Collection" },
};

/** How a value of a dimension is called: a person's name, what a call was for, or what stands for none. */
export function valueName(by: UsageDimension, { key, name }: { key: string; name: string | null }): string {
  if (by === "feature") return featureNames[key] ?? key;
  if (key === noValue) return by === "user" ? "Background work" : "Several or no collection";
  if (name !== null) return name;
  if (by === "user") return "Somebody who has left";
  return by === "collection" ? "A collection that is gone" : key;
}

/** When a bucket begins, short enough for an axis: `14:00`, `3 Mar`, `Mar 26`. */
export function bucketName(startsAt: string, grain: RollupSpan): string {
  if (grain === "hour") return startsAt.slice(11, 16);
  if (grain === "day") return formatDay(startsAt.slice(0, 10));
  const [month = "", year = ""] = formatMonth(startsAt.slice(0, 7)).split(" ");
  return `${month.slice(0, 3)} ${year.slice(2)}`;
}

/** The same in full: `3 Mar 2026, 14:00`, `3 Mar 2026`, `March 2026`. */
export function bucketTitle(startsAt: string, grain: RollupSpan): string {
  if (grain === "month") return formatMonth(startsAt.slice(0, 7));
  const day = formatDay(startsAt.slice(0, 10), { year: true });
  return grain === "day" ? day : `${day}, ${startsAt.slice(11, 16)}`;
}

/** `3.4 %`, `12 %`, `0 %`, `<0.1 %`; an en dash of nothing. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (part / whole) * 100;
  if (percent > 0 && percent < 0.05) return "<0.1 %";
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}
