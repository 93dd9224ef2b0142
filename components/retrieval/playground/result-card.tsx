"use client";

import { ArrowDown, ArrowUp, Equal, Minus } from "lucide-react";
import { useState } from "react";
import { cn } from "@/lib/utils";
import { placeOf } from "../candidate-table";
import { MarkedText } from "../marked-text";
import { type SearchWayId, searchWays } from "./search-ways";
import type { SearchResultView } from "./use-search";

/** Where each result stands in another column. */
export interface RanksElsewhere {
  way: SearchWayId;
  /** False while that column is still searching. */
  isKnown: boolean;
  /** By chunk id, from 1. */
  ranks: Map<string, number>;
}

/** One result of a column, its text to unfold, and where it stands in the other columns. Pointing at it shows it there too. */
export function ResultCard({
  rank,
  result,
  elsewhere,
  isPointed,
  onPoint,
}: {
  rank: number;
  result: SearchResultView;
  elsewhere: RanksElsewhere[];
  isPointed: boolean;
  onPoint: (chunkId: string | null) => void;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const { chunkId, title, text, marks } = result;
  const place = placeOf(result);
  return (
    <article
      className={cn("rounded-lg border bg-card transition-colors", isPointed && "border-primary bg-accent")}
      onPointerEnter={() => onPoint(chunkId)}
      onPointerLeave={() => onPoint(null)}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        className="grid w-full grid-cols-1 gap-1 rounded-lg px-3 pt-2.5 pb-1.5 text-left"
        onClick={() => setIsOpen((current) => !current)}
        onFocus={() => onPoint(chunkId)}
        onBlur={() => onPoint(null)}
      >
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="text-xs font-semibold text-accent-foreground tabular-nums">{rank}</span>
          <bdi className="min-w-0 flex-1 truncate text-sm font-medium">{title}</bdi>
        </span>
        {place && <span className="truncate text-xs text-muted-foreground">{place}</span>}
        <span
          dir="auto"
          className={cn(
            "text-[13px] leading-relaxed break-words text-muted-foreground",
            isOpen ? "whitespace-pre-wrap" : "line-clamp-3",
          )}
        >
          <MarkedText text={text} marks={marks} />
        </span>
      </button>
      {elsewhere.length > 0 && (
        <ul aria-label="In the other columns" className="flex flex-wrap gap-x-3 gap-y-0.5 px-3 pb-2 text-xs">
          {elsewhere.map(({ way, isKnown, ranks }) =>
            isKnown ? (
              <RankThere key={way} name={searchWays[way].name} rank={ranks.get(chunkId)} here={rank} />
            ) : null,
          )}
        </ul>
      )}
    </article>
  );
}

/** Where a result stands in another column, and whether that is higher up or further down. */
function RankThere({ name, rank, here }: { name: string; rank: number | undefined; here: number }) {
  const move = rank === undefined ? "absent" : rank < here ? "higher" : rank > here ? "lower" : "same";
  const Icon = { absent: Minus, higher: ArrowUp, lower: ArrowDown, same: Equal }[move];
  return (
    <li
      className={cn(
        "flex items-center gap-1 text-muted-foreground tabular-nums",
        move === "higher" && "text-success",
        move === "lower" && "text-warning",
      )}
    >
      <Icon aria-hidden className="size-3" />
      {name}: {rank ?? "not found"}
    </li>
  );
}
