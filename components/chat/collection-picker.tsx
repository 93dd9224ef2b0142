"use client";

import { Check, Library } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { cn } from "@/lib/utils";
import type { ReadableCollection } from "./use-collections";

/** Which collections are searched: all, or those that are ticked. An empty choice means all. */
export function CollectionPicker({
  collections,
  chosenIds,
  onChange,
}: {
  collections: ReadableCollection[];
  chosenIds: string[];
  onChange: (ids: string[]) => void;
}) {
  const chosen = collections.filter((collection) => chosenIds.includes(collection.id));
  const label =
    chosen.length === 0
      ? "All collections"
      : chosen.length === 1
        ? chosen[0]?.name
        : `${chosen.length} collections`;

  const toggle = (id: string) =>
    onChange(chosenIds.includes(id) ? chosenIds.filter((chosenId) => chosenId !== id) : [...chosenIds, id]);

  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button
          variant="ghost"
          size="sm"
          className={cn("min-w-0 shrink font-normal", chosen.length === 0 && "text-muted-foreground")}
          aria-label={`Searching: ${label}`}
        >
          <Library />
          <span className="max-w-40 truncate">{label}</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Collections to search" align="start" className="w-72 p-1">
        <p className="px-2 pt-2 pb-1 text-xs font-medium text-muted-foreground">Search in</p>
        <Choice label="All collections" isChosen={chosen.length === 0} onClick={() => onChange([])} />
        <div className="-mx-1 my-1 h-px bg-border" />
        {collections.map(({ id, name, readyCount }) => (
          <Choice
            key={id}
            label={name}
            detail={readyCount}
            isChosen={chosenIds.includes(id)}
            onClick={() => toggle(id)}
          />
        ))}
      </PopoverContent>
    </Popover>
  );
}

function Choice({
  label,
  detail,
  isChosen,
  onClick,
}: {
  label: string;
  detail?: number;
  isChosen: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onClick}
      className="flex min-h-8 w-full items-center gap-2 rounded-sm px-2 py-1.5 text-left text-sm hover:bg-accent hover:text-accent-foreground focus-visible:-outline-offset-2"
    >
      <Check aria-hidden className={cn("size-4 shrink-0 text-primary", !isChosen && "invisible")} />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {detail !== undefined && (
        <span className="text-xs text-muted-foreground tabular-nums">
          {detail}
          <span className="sr-only"> documents</span>
        </span>
      )}
    </button>
  );
}
