"use client";

import { FlaskConical } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { useCollections } from "@/components/chat/use-collections";
import { EmptyState } from "@/components/ui/empty-state";
import { cn } from "@/lib/utils";
import { DocumentSearch } from "../document-search";
import { PlaygroundForm } from "./playground-form";
import { type PlaygroundState, readPlayground, writePlayground } from "./playground-state";
import { ResultColumn } from "./result-column";
import { columnsMax, type SearchWayId, searchWayIds, searchWays } from "./search-ways";
import { useSearch } from "./use-search";

/** One question, searched for in several ways side by side. What is shown can be sent to somebody by its address. */
export function PlaygroundScreen({ query }: { query: string }) {
  const [state, setState] = useState(() => readPlayground(new URLSearchParams(query)));
  const [pointedId, setPointedId] = useState<string | null>(null);
  const [shown, setShown] = useState<SearchWayId | null>(null);
  const whyNotId = useId();
  const known = useCollections();
  const { columns } = state;

  useEffect(() => {
    window.history.replaceState(null, "", `?${writePlayground(state)}`);
  }, [state]);

  // Always as many hooks as there may be columns.
  const first = useSearch(state, columns[0]);
  const second = useSearch(state, columns[1]);
  const third = useSearch(state, columns[2]);
  const searches = [first, second, third].slice(0, columns.length);
  const found = columns.map((way, i) => ({ way, search: searches[i] ?? first }));
  const change = (part: Partial<PlaygroundState>) => setState((current) => ({ ...current, ...part }));
  const whyNotTitle = found.find(({ search }) => search.data?.whyNot)?.search.data?.whyNot?.title;
  const understood = first.data?.trace.filters.filter(({ origin }) => origin === "question") ?? [];
  const shownWay = shown && columns.includes(shown) ? shown : columns[0];

  return (
    <div className="grid grid-cols-1 gap-6">
      <PlaygroundForm
        state={state}
        understood={understood}
        collections={known?.collections ?? []}
        onChange={change}
      />
      {state.question === "" ? (
        <EmptyState
          icon={FlaskConical}
          title="Ask to see what is found, and how"
          description="The same search that answers rest on, in the ways that you choose. Nothing is kept."
        />
      ) : (
        <>
          <section aria-labelledby={whyNotId} className="grid grid-cols-1 gap-2 sm:max-w-xl">
            <h2 id={whyNotId} className="text-sm font-medium">
              Why not this document?
            </h2>
            <DocumentSearch
              chosen={state.whyNot ? (whyNotTitle ?? "…") : null}
              onChoose={(document) => change({ whyNot: document?.id ?? null })}
            />
          </section>
          <ColumnSwitch columns={columns} shown={shownWay} onShow={setShown} />
          <div className={cn("grid grid-cols-1 items-start gap-x-5 gap-y-8", gridOf[columns.length])}>
            {found.map(({ way, search }) => (
              <ResultColumn
                key={way}
                way={way}
                search={search}
                others={found.filter((other) => other.way !== way)}
                question={state.question}
                collections={known?.collections ?? []}
                pointedId={pointedId}
                onPoint={setPointedId}
                className={way === shownWay ? undefined : "max-md:hidden"}
              />
            ))}
          </div>
        </>
      )}
    </div>
  );
}

const gridOf: Record<number, string> = { 2: "md:grid-cols-2", [columnsMax]: "md:grid-cols-3" };

/** On a phone one column is shown at a time. */
function ColumnSwitch({
  columns,
  shown,
  onShow,
}: {
  columns: SearchWayId[];
  shown: SearchWayId | undefined;
  onShow: (way: SearchWayId) => void;
}) {
  if (columns.length < 2) return null;
  return (
    <fieldset className="flex rounded-lg border bg-muted p-1 md:hidden">
      <legend className="sr-only">Shown</legend>
      {searchWayIds
        .filter((way) => columns.includes(way))
        .map((way) => (
          <button
            key={way}
            type="button"
            aria-pressed={way === shown}
            className="min-h-9 flex-1 rounded-md px-1 text-[13px] leading-tight font-medium text-muted-foreground aria-pressed:bg-card aria-pressed:text-foreground aria-pressed:shadow-xs"
            onClick={() => onShow(way)}
          >
            {searchWays[way].name}
          </button>
        ))}
    </fieldset>
  );
}
