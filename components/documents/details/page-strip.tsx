import { formatCount, formatPlural } from "@/components/admin/format-figures";

/** Beyond this a strip is a grey wall; the pages without text are named in words anyway. */
const pagesShownMax = 400;
const pagesNamedMax = 20;

interface PageStripProps {
  charactersPerPage: number[];
  /** Pages that were read from their picture, from 1. */
  ocrPages: number[];
}

/** One bar per page, as high as the page has text beside the fullest one; pages without text and those read by OCR stand out. */
export function PageStrip({ charactersPerPage, ocrPages }: PageStripProps) {
  const fullest = Math.max(...charactersPerPage, 1);
  const isOcr = new Set(ocrPages);
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
          <PageBar
            // biome-ignore lint/suspicious/noArrayIndexKey: pages have no other name than their number
            key={i}
            page={i + 1}
            characters={characters}
            share={characters / fullest}
            isOcr={isOcr.has(i + 1)}
          />
        ))}
      </div>
      {hidden > 0 ? (
        <p className="mt-1 text-[13px] text-muted-foreground">and {formatPlural(hidden, "more page")}</p>
      ) : null}
      {ocrPages.length > 0 ? (
        <p className="mt-2 flex items-baseline gap-1.5 text-[13px] text-muted-foreground">
          <span aria-hidden className="size-2.5 shrink-0 rounded-xs bg-chart-3" />
          Read from the picture (OCR): {namePages(ocrPages)}. Letters may be mistaken there.
        </p>
      ) : null}
      {emptyPages.length > 0 ? (
        <p className="mt-2 flex items-baseline gap-1.5 text-[13px] text-destructive">
          <span aria-hidden className="size-2.5 shrink-0 rounded-xs bg-destructive" />
          No text on {namePages(emptyPages)}.
        </p>
      ) : null}
    </section>
  );
}

function PageBar({
  page,
  characters,
  share,
  isOcr,
}: {
  page: number;
  characters: number;
  /** Of the fullest page's text. */
  share: number;
  isOcr: boolean;
}) {
  const colour = characters === 0 ? "bg-destructive" : isOcr ? "bg-chart-3" : "bg-chart-1";
  return (
    <span
      title={`Page ${page}: ${formatPlural(characters, "character")}${isOcr ? ", by OCR" : ""}`}
      className="flex h-8 w-2 items-end rounded-xs bg-secondary"
    >
      <span
        className={`w-full rounded-xs ${colour}`}
        style={{ height: `${characters === 0 ? 12 : Math.max(8, share * 100)}%` }}
      />
    </span>
  );
}

/** `page 4`, `pages 1, 2, 3 and 12 more` */
function namePages(pages: number[]): string {
  const more = pages.length - pagesNamedMax;
  const named = pages.slice(0, pagesNamedMax).join(", ");
  return `${pages.length === 1 ? "page" : "pages"} ${named}${more > 0 ? ` and ${more} more` : ""}`;
}
