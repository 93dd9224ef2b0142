import { formatPlural } from "@/components/admin/format-figures";
import { countSizes } from "./count-sizes";

/** How long the chunks are: a bar for each sixteenth of the longest that's allowed. */
export function SizeHistogram({ sizes, tokensMax }: { sizes: number[]; tokensMax: number }) {
  const buckets = countSizes(sizes, tokensMax);
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  return (
    <figure>
      <div
        role="img"
        aria-label={`How many chunks have which length: ${buckets
          .filter(({ count }) => count > 0)
          .map(({ from, to, count }) => `${count} with ${from + 1} to ${to} tokens`)
          .join(", ")}`}
        className="flex h-20 items-end gap-0.5 border-b"
      >
        {buckets.map(({ from, to, count }) => (
          <div
            key={from}
            title={`${formatPlural(count, "chunk")} with ${from + 1} to ${to} tokens`}
            className="flex h-full min-w-0 flex-1 items-end"
          >
            <div
              className="w-full rounded-t-xs bg-chart-1"
              style={{ height: count === 0 ? 0 : `max(3px, ${(count / most) * 100}%)` }}
            />
          </div>
        ))}
      </div>
      <figcaption className="mt-1 flex justify-between text-xs text-muted-foreground tabular-nums">
        <span>0</span>
        <span>{tokensMax / 2}</span>
        <span>{formatPlural(tokensMax, "token")}</span>
      </figcaption>
    </figure>
  );
}
