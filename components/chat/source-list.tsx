import type { Citation } from "@/lib/turn";
import { cn } from "@/lib/utils";
import { placeOf } from "./cite-mark";

/** The documents an answer cites, each once, under the numbers of their marks. */
export function SourceList({
  citations,
  openedOrdinal,
  onOpen,
}: {
  citations: Citation[];
  openedOrdinal: number | null;
  onOpen: (ordinal: number) => void;
}) {
  const firstOf = new Map<number, number>();
  citations.forEach(({ index }, ordinal) => {
    if (!firstOf.has(index)) firstOf.set(index, ordinal);
  });
  const sources = [...firstOf].toSorted(([a], [b]) => a - b);
  if (sources.length === 0) return null;
  const openedIndex = openedOrdinal === null ? null : citations[openedOrdinal]?.index;

  return (
    <ul aria-label="Sources" className="flex flex-wrap gap-1.5">
      {sources.map(([index, ordinal]) => {
        const citation = citations[ordinal];
        if (!citation) return null;
        return (
          <li key={index} className="min-w-0">
            <button
              type="button"
              onClick={() => onOpen(ordinal)}
              title={placeOf(citation)}
              className={cn(
                "flex h-7 max-w-72 items-center gap-1.5 rounded-md border bg-card px-2 text-xs transition-colors hover:border-input hover:bg-muted",
                openedIndex === index && "border-primary bg-accent hover:border-primary hover:bg-accent",
              )}
            >
              <span className="font-semibold text-accent-foreground tabular-nums">
                <span className="sr-only">Source </span>
                {index}
              </span>
              <bdi className="truncate">{citation.title}</bdi>
              {citation.page !== null && (
                <span className="shrink-0 text-muted-foreground">p. {citation.page}</span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
