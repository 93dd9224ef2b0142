"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { TableHead } from "@/components/ui/table";
import type { DocumentView } from "../document-view";
import { DocumentRow, type DocumentRowActions } from "./document-row";

interface DocumentTableProps {
  documents: DocumentView[];
  /** Of the whole list, as far as it is known. */
  total: number | null;
  hasMore: boolean;
  isSelected: (document: DocumentView) => boolean;
  onToggle: (index: number, isRange: boolean) => void;
  onToggleAll: () => void;
  onVisible: (rows: { first: number; last: number }) => void;
  /** The end of what has been read comes into view. */
  onNearEnd: () => void;
  actions: DocumentRowActions;
}

/** A row with title and file name; the true height of each is measured. */
const rowHeight = 62;
const overscan = 12;
/** Read on this many rows before the end, so that one who scrolls at an ordinary pace never waits. */
const rowsAhead = 30;

/**
 * A list of documents of any length. Only the rows in view are in the page: the rest is two rows of empty space, and
 * `aria-rowcount` and `aria-rowindex` say what is where. It scrolls with the page.
 */
export function DocumentTable({ documents, total, hasMore, ...props }: DocumentTableProps) {
  const { isSelected, onToggle, onToggleAll, onVisible, onNearEnd, actions } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const scrollMargin = useTopInPage(body);
  const virtualizer = useVirtualizer({
    count: documents.length,
    getScrollElement: pageElement,
    estimateSize: () => rowHeight,
    getItemKey: (index) => documents[index]?.id ?? index,
    overscan,
    scrollMargin,
    // What is drawn before the page can be measured, and on the server.
    initialRect: { width: 0, height: 900 },
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const spaceBefore = (items[0]?.start ?? scrollMargin) - scrollMargin;
  const spaceAfter = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? scrollMargin) - scrollMargin);

  useEffect(() => onVisible({ first, last }), [onVisible, first, last]);
  useEffect(() => {
    if (hasMore && last >= documents.length - rowsAhead) onNearEnd();
  }, [hasMore, last, documents.length, onNearEnd]);

  const selectedCount = documents.filter(isSelected).length;
  return (
    <section aria-label="Documents" className="rounded-lg border bg-card">
      <table
        aria-rowcount={total === null ? -1 : Math.max(total, documents.length) + 1}
        className="w-full table-fixed border-collapse text-sm"
      >
        <thead className="bg-muted">
          <tr aria-rowindex={1}>
            <TableHead className="w-9 rounded-tl-lg pr-0">
              <Checkbox
                aria-label="Select all that are listed"
                checked={
                  selectedCount === documents.length ? true : selectedCount > 0 ? "indeterminate" : false
                }
                onCheckedChange={onToggleAll}
              />
            </TableHead>
            <TableHead>Document</TableHead>
            <TableHead className="w-56 max-md:hidden">Status</TableHead>
            <TableHead className="w-18 text-right max-lg:hidden">Pages</TableHead>
            <TableHead className="w-18 text-right max-lg:hidden">Chunks</TableHead>
            <TableHead className="w-22 text-right max-lg:hidden">Size</TableHead>
            <TableHead className="w-30 max-md:hidden">Added</TableHead>
            <TableHead className="w-14 rounded-tr-lg">
              <span className="sr-only">Actions</span>
            </TableHead>
          </tr>
        </thead>
        <tbody ref={body}>
          <Space height={spaceBefore} />
          {items.map(({ index, key }) => {
            const document = documents[index];
            return document ? (
              <DocumentRow
                key={key}
                document={document}
                index={index}
                isSelected={isSelected(document)}
                onToggle={onToggle}
                actions={actions}
                measure={virtualizer.measureElement}
              />
            ) : null;
          })}
          <Space height={spaceAfter} />
        </tbody>
      </table>
    </section>
  );
}

/** Rows that aren't in the page, as the room that they take. */
function Space({ height }: { height: number }) {
  if (height <= 0) return null;
  return <tr aria-hidden style={{ height }} />;
}

/** What scrolls, in every page behind the login. */
const pageElement = () => document.getElementById("main");

/** How far below the beginning of the scrolling page an element stands, whatever grows or shrinks above it. */
function useTopInPage(ref: { current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const page = pageElement();
    const content = page?.firstElementChild;
    if (!page || !content) return;
    const measure = () => {
      const element = ref.current;
      if (element)
        setTop(
          Math.round(element.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop),
        );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(content);
    return () => observer.disconnect();
  }, [ref]);
  return top;
}
