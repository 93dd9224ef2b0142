import { formatCount, formatPlural } from "@/components/admin/format-figures";

/** Beyond this a strip is a grey wall; the pages without text are named in words anyway. */
const pagesShownMax = 400;
const emptyPagesNamedMax = 20;

/** One bar per page, as high as the page has text beside the fullest one; pages without text stand out. */
export function PageStrip({ charactersPerPage }: { charactersPerPage: number[] }) {
  const fullest = Math.max(...charactersPerPage, 1);
  const emptyPages = charactersPerPage.flatMap((characters, i) => (characters === 0 ? [i + 1] : []));
  const hidden = charactersPerPage.length - pagesShownMax;
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">Text per page</h3>
      <div
        role="img"
        aria-label={`Characters on each of ${formatPlural(charactersPerPage.length, "page")}, up to ${formatCount(fullest)}`}
        className="flex flex-wrap items-end gap-x-0.5 gap-y-1.5"
      >
        {charactersPerPage.slice(0, pagesShownMax).map((characters, i) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: pages have no other name than their number
            key={i}
            title={`Page ${i + 1}: ${formatPlural(characters, "character")}`}
            className="flex h-8 w-2 items-end rounded-xs bg-secondary"
          >
            <span
              className={
                characters === 0 ? "w-full rounded-xs bg-destructive" : "w-full rounded-xs bg-chart-1"
              }
              style={{ height: `${characters === 0 ? 12 : Math.max(8, (characters / fullest) * 100)}%` }}
            />
          </span>
        ))}
      </div>
      {hidden > 0 ? (
        <p className="mt-1 text-[13px] text-muted-foreground">and {formatPlural(hidden, "more page")}</p>
      ) : null}
      {emptyPages.length > 0 ? (
        <p className="mt-2 text-[13px] text-destructive">
          No text on {emptyPages.length === 1 ? "page" : "pages"}{" "}
          {emptyPages.slice(0, emptyPagesNamedMax).join(", ")}
          {emptyPages.length > emptyPagesNamedMax
            ? ` and ${emptyPages.length - emptyPagesNamedMax} more`
            : ""}
          . Scanned pages need OCR.
        </p>
      ) : null}
    </section>
  );
}
