import { CalendarDays, File, Languages, type LucideIcon, Shapes, Tag, UserRound, X } from "lucide-react";
import type { AppliedFilter } from "@/lib/search";

const icons: Record<AppliedFilter["field"], LucideIcon> = {
  document: File,
  kind: Shapes,
  language: Languages,
  author: UserRound,
  tag: Tag,
  date: CalendarDays,
};

/** What a search is narrowed to, one chip a filter; those that can be taken away have a button for it. */
export function FilterChips({
  label,
  filters,
  onRemove,
}: {
  /** For screen readers: whose filters they are. */
  label: string;
  filters: AppliedFilter[];
  onRemove?: (filter: AppliedFilter) => void;
}) {
  if (filters.length === 0) return null;
  return (
    <ul aria-label={label} className="flex min-w-0 flex-wrap gap-1.5">
      {filters.map((filter) => {
        const Icon = icons[filter.field];
        return (
          <li
            key={JSON.stringify([filter.field, filter.filters])}
            title={filter.origin === "question" ? "Understood from your question" : undefined}
            className="flex h-7 max-w-full items-center rounded-full border bg-card pl-2.5 text-[13px] text-foreground"
          >
            <Icon aria-hidden className="mr-1.5 size-3.5 shrink-0 text-muted-foreground" />
            <bdi className="min-w-0 truncate">{filter.label}</bdi>
            {onRemove ? (
              <button
                type="button"
                aria-label={`Don't filter by ${filter.label}`}
                onClick={() => onRemove(filter)}
                className="flex size-7 shrink-0 items-center justify-center rounded-full text-muted-foreground hover:text-foreground"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            ) : (
              <span className="w-2.5" />
            )}
          </li>
        );
      })}
    </ul>
  );
}
