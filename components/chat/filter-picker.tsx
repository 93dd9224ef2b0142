"use client";

import { Check, ListFilter } from "lucide-react";
import { useId, useState } from "react";
import { useDocumentFacets } from "@/components/documents/use-document-facets";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { kindNames, labelDates, labelLanguage } from "@/lib/filter-labels";
import type { AppliedFilter, SearchFilters } from "@/lib/search";
import { cn } from "@/lib/utils";
import { isSameFilter } from "./merge-filters";
import { useFoundDocuments } from "./use-found-documents";

/** Of each list; more than these are found by their documents. */
const valuesMax = 8;

interface FilterPickerProps {
  /** Whose documents there are to choose from; undefined: all that the reader may read. */
  collectionIds?: string[];
  filters: AppliedFilter[];
  onChange: (filters: AppliedFilter[]) => void;
}

/** Which documents are searched: by name, type, author, language, date and tags. Of one list any will do. */
export function FilterPicker({ collectionIds, filters, onChange }: FilterPickerProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>
        <Button
          variant="ghost"
          size="sm"
          className={cn("font-normal", filters.length === 0 && "text-muted-foreground")}
          aria-label={filters.length === 0 ? "Filter documents" : `Filter documents: ${filters.length} set`}
        >
          <ListFilter />
          <span className="max-sm:sr-only">Filter</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent
        aria-label="Filter documents"
        align="start"
        className="grid w-[22rem] max-w-[calc(100vw-1.5rem)] grid-cols-1 gap-4 p-3"
      >
        {isOpen && <FilterChoices collectionIds={collectionIds} filters={filters} onChange={onChange} />}
      </PopoverContent>
    </Popover>
  );
}

function FilterChoices({ collectionIds, filters, onChange }: FilterPickerProps) {
  const { data: facets, error } = useDocumentFacets(collectionIds);
  const toggle = (filter: AppliedFilter) =>
    onChange(
      filters.some((other) => isSameFilter(other, filter))
        ? filters.filter((other) => !isSameFilter(other, filter))
        : [...filters, filter],
    );
  const choicesOf = (
    field: AppliedFilter["field"],
    counted: { value: string; count: number }[] | undefined,
    labelOf: (value: string) => string,
    filtersOf: (value: string) => SearchFilters,
  ) =>
    (counted ?? []).slice(0, valuesMax).map(({ value, count }) => ({
      filter: { field, label: labelOf(value), filters: filtersOf(value), origin: "request" as const },
      count,
    }));
  const own = (value: string) => value;
  const lists = [
    {
      title: "Type",
      choices: (facets?.kinds ?? []).map(({ value, count }) => ({
        filter: {
          field: "kind" as const,
          label: kindNames[value],
          filters: { kinds: [value] },
          origin: "request" as const,
        },
        count,
      })),
    },
    {
      title: "Author",
      choices: choicesOf("author", facets?.authors, own, (author) => ({ authors: [author] })),
    },
    { title: "Tag", choices: choicesOf("tag", facets?.tags, own, (tag) => ({ tags: [tag] })) },
    {
      title: "Language",
      choices: choicesOf("language", facets?.languages, labelLanguage, (language) => ({
        languages: [language],
      })),
    },
  ];
  return (
    <>
      <DocumentChoices collectionIds={collectionIds} filters={filters} onToggle={toggle} />
      {error && <p className="text-[13px] text-muted-foreground">{error.message}</p>}
      {lists
        .filter(({ choices }) => choices.length > 0)
        .map(({ title, choices }) => (
          <ChoiceList key={title} title={title} choices={choices} filters={filters} onToggle={toggle} />
        ))}
      <DateRange filters={filters} onChange={onChange} />
    </>
  );
}

interface ChoiceListProps {
  title: string;
  choices: { filter: AppliedFilter; count?: number }[];
  filters: AppliedFilter[];
  onToggle: (filter: AppliedFilter) => void;
}

function ChoiceList({ title, choices, filters, onToggle }: ChoiceListProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-1.5 text-xs font-medium text-muted-foreground">
        {title}
      </h3>
      <Choices choices={choices} filters={filters} onToggle={onToggle} />
    </section>
  );
}

function Choices({ choices, filters, onToggle }: Omit<ChoiceListProps, "title">) {
  return (
    <ul className="flex flex-wrap gap-1.5">
      {choices.map(({ filter, count }) => {
        const isChosen = filters.some((other) => isSameFilter(other, filter));
        return (
          <li key={JSON.stringify(filter.filters)} className="max-w-full">
            <button
              type="button"
              aria-pressed={isChosen}
              onClick={() => onToggle(filter)}
              className="flex h-7 max-w-full items-center gap-1.5 rounded-full border px-2.5 text-[13px] hover:bg-muted aria-pressed:border-primary aria-pressed:bg-accent aria-pressed:text-accent-foreground"
            >
              {isChosen && <Check aria-hidden className="size-3.5 shrink-0" />}
              <bdi className="truncate">{filter.label}</bdi>
              {count !== undefined && (
                <span className="text-xs text-muted-foreground tabular-nums">
                  {count}
                  <span className="sr-only"> documents</span>
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function DocumentChoices({
  collectionIds,
  filters,
  onToggle,
}: { collectionIds?: string[] } & Pick<ChoiceListProps, "filters" | "onToggle">) {
  const id = useId();
  const [search, setSearch] = useState("");
  const { documents, isSearching } = useFoundDocuments(search, collectionIds);
  const chosen = filters.filter(({ field }) => field === "document");
  const found = documents
    .map(
      ({ id: documentId, title }): AppliedFilter => ({
        field: "document",
        label: title,
        filters: { documentIds: [documentId] },
        origin: "request",
      }),
    )
    .filter((filter) => !chosen.some((other) => isSameFilter(other, filter)));
  const choices = [...chosen, ...found].map((filter) => ({ filter }));
  return (
    <section className="grid grid-cols-1 gap-1.5">
      <label htmlFor={id} className="text-xs font-medium text-muted-foreground">
        Document
      </label>
      <Input
        id={id}
        type="search"
        autoComplete="off"
        placeholder="Find by name"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {choices.length > 0 && <Choices choices={choices} filters={filters} onToggle={onToggle} />}
      {search.trim() !== "" && found.length === 0 && !isSearching && (
        <p role="status" className="text-[13px] text-muted-foreground">
          No document has this name.
        </p>
      )}
    </section>
  );
}

function DateRange({ filters, onChange }: Pick<FilterPickerProps, "filters" | "onChange">) {
  const id = useId();
  const set = filters.find(({ field }) => field === "date")?.filters ?? {};
  const change = (end: "datedFrom" | "datedTo", day: string) => {
    const { [end]: _, ...kept } = { datedFrom: set.datedFrom, datedTo: set.datedTo };
    const dates = Object.fromEntries(
      Object.entries(day ? { ...kept, [end]: day } : kept).filter(([, value]) => value),
    );
    const others = filters.filter(({ field }) => field !== "date");
    onChange(
      Object.keys(dates).length === 0
        ? others
        : [...others, { field: "date", label: labelDates(dates), filters: dates, origin: "request" }],
    );
  };
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-1.5 text-xs font-medium text-muted-foreground">
        Date of the document
      </h3>
      <div className="flex items-center gap-2">
        <Input
          type="date"
          aria-label="From"
          className="min-w-0 px-2"
          max={set.datedTo}
          value={set.datedFrom ?? ""}
          onChange={(event) => change("datedFrom", event.target.value)}
        />
        <span aria-hidden className="text-muted-foreground">
          –
        </span>
        <Input
          type="date"
          aria-label="To"
          className="min-w-0 px-2"
          min={set.datedFrom}
          value={set.datedTo ?? ""}
          onChange={(event) => change("datedTo", event.target.value)}
        />
      </div>
    </section>
  );
}
