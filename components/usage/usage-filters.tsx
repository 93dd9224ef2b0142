import { Download, X } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { type UsageDimension, usageDimensions } from "@/lib/usage-schemas";
import { dimensionNames } from "./usage-names";
import { exportHref, recordsHref, type UsageView, usageHref, withoutFilter } from "./usage-query";

/** The filters that hold, each with the way to drop it, and where the same usage is found otherwise. */
export function UsageFilterBar({
  view,
  names,
  hasRows,
}: {
  view: UsageView;
  names: Partial<Record<UsageDimension, string>>;
  hasRows: boolean;
}) {
  const held = usageDimensions.filter((dimension) => dimension in view.filters);
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      {held.length > 0 ? (
        <ul aria-label="Filters" className="flex min-w-0 flex-wrap gap-2">
          {held.map((dimension) => (
            <li key={dimension} className="max-w-full min-w-0">
              <Link
                href={usageHref(withoutFilter(view, dimension))}
                aria-label={`Without the filter ${dimensionNames[dimension].one}: ${names[dimension]}`}
                className="flex h-8 max-w-full items-center gap-1.5 rounded-full bg-accent px-3 text-[13px] text-accent-foreground transition-colors hover:bg-secondary"
              >
                <span className="truncate">
                  <span className="font-medium">{dimensionNames[dimension].one}:</span> {names[dimension]}
                </span>
                <X aria-hidden className="size-3.5 shrink-0" />
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-[13px] text-muted-foreground">
          {hasRows ? "Pick a row of the table to look closer." : ""}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button asChild variant="outline" size="sm">
          <Link href={recordsHref(view)}>Records</Link>
        </Button>
        <Button asChild variant="outline" size="sm">
          <a href={exportHref(view)} download>
            <Download aria-hidden />
            CSV
          </a>
        </Button>
      </div>
    </div>
  );
}
