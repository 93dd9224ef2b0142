"use client";

import { Link2, Search } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { CollectionPicker } from "@/components/chat/collection-picker";
import { copyToClipboard } from "@/components/chat/copy-to-clipboard";
import { FilterChips } from "@/components/chat/filter-chips";
import { FilterPicker } from "@/components/chat/filter-picker";
import { isSameFilter } from "@/components/chat/merge-filters";
import type { ReadableCollection } from "@/components/chat/use-collections";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { AppliedFilter } from "@/lib/search";
import { cn } from "@/lib/utils";
import type { PlaygroundState } from "./playground-state";
import { columnsMax, type SearchWayId, searchWayIds, searchWays } from "./search-ways";

/** What is searched for, where, and in which ways. */
export function PlaygroundForm({
  state,
  understood,
  collections,
  onChange,
}: {
  state: PlaygroundState;
  /** Filters that were understood from the question. */
  understood: AppliedFilter[];
  collections: ReadableCollection[];
  onChange: (part: Partial<PlaygroundState>) => void;
}) {
  const [question, setQuestion] = useState(state.question);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What was taken away of the filters understood from one question may be what the next one asks for.
    onChange({ question: question.trim(), filters: state.filters?.length ? state.filters : null });
  };
  const chips = state.filters ?? understood;
  const setChips = (filters: AppliedFilter[]) => onChange({ filters });
  return (
    <form className="grid grid-cols-1 gap-3 rounded-lg border bg-card p-3 sm:p-4" onSubmit={submit}>
      <div className="flex gap-2">
        <Input
          type="search"
          aria-label="Question"
          placeholder="A question, or words to search for"
          maxLength={2000}
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
        />
        <Button type="submit">
          <Search />
          <span className="max-sm:sr-only">Search</span>
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <WayChoice columns={state.columns} onChange={(columns) => onChange({ columns })} />
        <div className="-mx-2.5 flex flex-1 flex-wrap items-center justify-between gap-1 sm:mx-0 sm:justify-end">
          <CollectionPicker
            collections={collections}
            chosenIds={state.collectionIds}
            onChange={(collectionIds) => onChange({ collectionIds })}
          />
          <FilterPicker
            collectionIds={state.collectionIds.length > 0 ? state.collectionIds : undefined}
            filters={chips}
            onChange={setChips}
          />
          <CopyLink />
        </div>
      </div>
      <FilterChips
        label="Searched only"
        filters={chips}
        onRemove={(removed) => setChips(chips.filter((chip) => !isSameFilter(chip, removed)))}
      />
    </form>
  );
}

/** The ways to set side by side; the last one stays. */
function WayChoice({
  columns,
  onChange,
}: {
  columns: SearchWayId[];
  onChange: (columns: SearchWayId[]) => void;
}) {
  const toggle = (way: SearchWayId) => {
    const next = searchWayIds.filter((id) => columns.includes(id) !== (id === way));
    if (next.length > 0 && next.length <= columnsMax) onChange(next);
  };
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Ways to search, up to {columnsMax}</legend>
      {searchWayIds.map((way) => {
        const isChosen = columns.includes(way);
        const isFixed = isChosen ? columns.length === 1 : columns.length === columnsMax;
        return (
          <button
            key={way}
            type="button"
            aria-pressed={isChosen}
            aria-disabled={isFixed || undefined}
            title={isFixed && !isChosen ? `At most ${columnsMax}: take one away first` : undefined}
            className={cn(
              "h-8 rounded-full border px-3 text-[13px] transition-colors hover:bg-muted aria-disabled:cursor-default aria-disabled:hover:bg-transparent",
              isChosen
                ? "border-primary bg-accent font-medium text-accent-foreground hover:bg-accent"
                : "text-muted-foreground",
            )}
            onClick={() => toggle(way)}
          >
            {searchWays[way].name}
          </button>
        );
      })}
    </fieldset>
  );
}

function CopyLink() {
  const copy = async () => {
    if (await copyToClipboard(window.location.href)) toast.success("The link is copied.");
    else toast.error("The browser doesn't allow copying here.");
  };
  return (
    <Button variant="ghost" size="sm" className="text-muted-foreground" onClick={copy}>
      <Link2 />
      Copy link
    </Button>
  );
}
