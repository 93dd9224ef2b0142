"use client";

import { ScanSearch, SearchX } from "lucide-react";
import { useId, useState } from "react";
import { formatMs, formatPlural } from "@/components/admin/format-figures";
import { LoadFailure } from "@/components/admin/load-failure";
import { NoticeLine } from "@/components/chat/notice-line";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import {
  Sheet,
  SheetBody,
  SheetContent,
  SheetDescription,
  SheetHeader,
  SheetTitle,
} from "@/components/ui/sheet";
import { cn } from "@/lib/utils";
import { Explanation } from "../explanation";
import { TraceReport } from "../trace-report";
import { type RanksElsewhere, ResultCard } from "./result-card";
import { type SearchWayId, searchWays } from "./search-ways";
import type { ExplainedSearchView, useSearch } from "./use-search";

const firstShown = 10;

interface Column {
  way: SearchWayId;
  search: ReturnType<typeof useSearch>;
}

/** What one way of searching found, best first, each with its rank in the others. */
export function ResultColumn({
  way,
  search,
  others,
  question,
  collections,
  pointedId,
  onPoint,
  className,
}: Column & {
  others: Column[];
  question: string;
  collections: { id: string; name: string }[];
  /** The result that is pointed at, in whichever column. */
  pointedId: string | null;
  onPoint: (chunkId: string | null) => void;
  className?: string;
}) {
  const id = useId();
  const { data, error, mutate } = search;
  const { name, description } = searchWays[way];
  return (
    <section aria-labelledby={id} className={cn("grid min-w-0 grid-cols-1 gap-3", className)}>
      <header className="flex items-start justify-between gap-2 border-b pb-2">
        <div className="min-w-0">
          <h2 id={id} className="font-serif text-lg leading-tight font-semibold">
            {name}
          </h2>
          <p className="mt-0.5 text-xs text-muted-foreground tabular-nums">
            {data
              ? `${formatPlural(data.results.length, "chunk")} in ${formatMs(wallMs(data))}`
              : description}
          </p>
        </div>
        {data && <Steps name={name} question={question} found={data} collections={collections} />}
      </header>
      {error ? <LoadFailure error={error} onRetry={() => void mutate()} /> : null}
      {!data && !error && <ListSkeleton label="Searching" />}
      {data && !error && (
        <div className={cn("grid grid-cols-1 gap-3", search.isLoading && "opacity-60")}>
          {data.whyNot && <Explanation explanation={data.whyNot} mode={data.trace.mode} />}
          {data.notices.map((notice) => (
            <NoticeLine key={notice.text} notice={notice} />
          ))}
          <Results
            key={question}
            results={data.results}
            ranks={others.map((other) => ({ way: other.way, ...ranksOf(other.search.data) }))}
            pointedId={pointedId}
            onPoint={onPoint}
          />
        </div>
      )}
    </section>
  );
}

/** Searches run side by side, everything else one after the other. */
function wallMs({ timingsMs }: ExplainedSearchView): number {
  const { bm25 = 0, vector = 0, ...others } = timingsMs;
  return Math.max(bm25, vector) + Object.values(others).reduce((sum, ms) => sum + ms, 0);
}

function ranksOf(found: ExplainedSearchView | undefined): Omit<RanksElsewhere, "way"> {
  return {
    isKnown: found !== undefined,
    ranks: new Map(found?.results.map(({ chunkId }, i) => [chunkId, i + 1])),
  };
}

function Results({
  results,
  ranks,
  pointedId,
  onPoint,
}: {
  results: ExplainedSearchView["results"];
  ranks: RanksElsewhere[];
  pointedId: string | null;
  onPoint: (chunkId: string | null) => void;
}) {
  const [isWhole, setIsWhole] = useState(false);
  if (results.length === 0)
    return (
      <EmptyState
        icon={SearchX}
        title="Nothing found"
        description="No chunk matches in this way."
        className="px-4 py-8"
      />
    );
  const shown = results.slice(0, isWhole ? undefined : firstShown);
  return (
    <>
      <ol className="grid grid-cols-1 gap-2">
        {shown.map((result, i) => (
          <li key={result.chunkId}>
            <ResultCard
              rank={i + 1}
              result={result}
              elsewhere={ranks}
              isPointed={pointedId === result.chunkId}
              onPoint={onPoint}
            />
          </li>
        ))}
      </ol>
      {results.length > shown.length && (
        <Button variant="outline" size="sm" onClick={() => setIsWhole(true)}>
          Show all {results.length}
        </Button>
      )}
    </>
  );
}

/** Every step of this way of searching, over the page. */
function Steps({
  name,
  question,
  found,
  collections,
}: {
  name: string;
  question: string;
  found: ExplainedSearchView;
  collections: { id: string; name: string }[];
}) {
  const [isOpen, setIsOpen] = useState(false);
  const { trace, results, neighbours } = found;
  return (
    <>
      <Button variant="outline" size="sm" aria-label={`Steps: ${name}`} onClick={() => setIsOpen(true)}>
        <ScanSearch />
        Steps
      </Button>
      <Sheet open={isOpen} onOpenChange={setIsOpen}>
        <SheetContent className="w-[min(76rem,100vw)]">
          <SheetHeader>
            <SheetTitle>{name}</SheetTitle>
            <SheetDescription dir="auto" className="line-clamp-3 text-left break-words">
              {question}
            </SheetDescription>
          </SheetHeader>
          <SheetBody>
            <div className="grid grid-cols-1 gap-8 pb-6">
              <TraceReport
                question={question}
                trace={trace}
                chunks={[...results, ...neighbours]}
                collections={collections.filter(({ id }) => trace.collectionIds.includes(id))}
              />
            </div>
          </SheetBody>
        </SheetContent>
      </Sheet>
    </>
  );
}
