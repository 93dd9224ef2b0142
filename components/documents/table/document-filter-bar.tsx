"use client";

import { useEffect, useState } from "react";
import { formatCount } from "@/components/admin/format-figures";
import { SearchInput } from "@/components/ui/search-input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { usePaused } from "@/components/ui/use-paused";
import { type DocumentStatus, documentStatuses } from "@/lib/document";
import { kindNames } from "@/lib/filter-labels";
import { type DocumentKind, documentKinds } from "@/lib/search";
import type { DocumentFacets } from "../document-facets";
import { statusNames } from "../document-view";
import type { DocumentCounts } from "../use-document-counts";

interface DocumentFilterBarProps {
  status: DocumentStatus | null;
  kind: DocumentKind | null;
  tag: string | null;
  /** Those that the documents have; without any there's nothing to choose. */
  tags: DocumentFacets["tags"];
  /** How many there are of each; undefined until they have been counted. */
  counts: DocumentCounts | undefined;
  onStatus: (status: DocumentStatus | null) => void;
  onKind: (kind: DocumentKind | null) => void;
  onTag: (tag: string | null) => void;
  /** Called with the text once its writer pauses. */
  onSearch: (search: string) => void;
}

/** Narrows the list of documents down by name, status, type and tag. */
export function DocumentFilterBar({ status, kind, tag, tags, counts, ...on }: DocumentFilterBarProps) {
  const { onSearch } = on;
  const [text, setText] = useState("");
  const search = usePaused(text.trim());

  useEffect(() => onSearch(search), [search, onSearch]);

  return (
    <search className="flex flex-wrap gap-2">
      <SearchInput
        label="Search by name"
        className="min-w-48 flex-1 max-sm:basis-full sm:max-w-80"
        value={text}
        onChange={setText}
      />
      <div className="flex flex-1 flex-wrap gap-2 max-sm:basis-full sm:flex-none">
        <Choice
          label="Status"
          anyName="Any status"
          value={status}
          values={documentStatuses}
          names={statusNames}
          counts={counts?.byStatus}
          onChange={on.onStatus}
        />
        <Choice
          label="Type"
          anyName="Any type"
          value={kind}
          values={documentKinds}
          names={kindNames}
          counts={counts?.byKind}
          onChange={on.onKind}
        />
        {tags.length > 0 || tag ? <TagChoice tag={tag} tags={tags} onChange={on.onTag} /> : null}
      </div>
    </search>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  anyName: string;
  value: T | null;
  values: readonly T[];
  names: Record<T, string>;
  counts: Partial<Record<T, number>> | undefined;
  onChange: (value: T | null) => void;
}

/** One of several values or any, each with the number of documents that have it; those that none has are left out. */
function Choice<T extends string>({
  label,
  anyName,
  value,
  values,
  names,
  counts,
  onChange,
}: ChoiceProps<T>) {
  const offered = values.filter((one) => one === value || !counts || (counts[one] ?? 0) > 0);
  return (
    <Select
      value={value ?? "any"}
      onValueChange={(next) => onChange(values.find((known) => known === next) ?? null)}
    >
      <SelectTrigger aria-label={label} className="min-w-36 flex-1 sm:w-44" />
      <SelectContent>
        <SelectItem value="any">{anyName}</SelectItem>
        {offered.map((one) => (
          <SelectItem key={one} value={one}>
            {names[one]}
            {counts ? (
              <span className="text-muted-foreground tabular-nums"> {formatCount(counts[one] ?? 0)}</span>
            ) : null}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

/** A tag's name could be any word, so the choice of none has no value of its own among them. */
function TagChoice({
  tag,
  tags,
  onChange,
}: {
  tag: string | null;
  tags: DocumentFacets["tags"];
  onChange: (tag: string | null) => void;
}) {
  const offered =
    tag && !tags.some(({ value }) => value === tag) ? [{ value: tag, count: 0 }, ...tags] : tags;
  return (
    <Select
      value={tag === null ? "any" : `tag ${tag}`}
      onValueChange={(next) => onChange(next === "any" ? null : next.slice("tag ".length))}
    >
      <SelectTrigger aria-label="Tag" className="min-w-36 flex-1 sm:w-44" />
      <SelectContent>
        <SelectItem value="any">Any tag</SelectItem>
        {offered.map(({ value, count }) => (
          <SelectItem key={value} value={`tag ${value}`}>
            <bdi>{value}</bdi>
            <span className="text-muted-foreground tabular-nums"> {formatCount(count)}</span>
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
