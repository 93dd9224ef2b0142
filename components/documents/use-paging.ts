"use client";

import { useState } from "react";

/**
 * Walks through pages that are reached by cursors: forward with the cursor that the page gave, back along the way one came.
 * `reset` goes to the first page.
 */
export function usePaging() {
  const [cursors, setCursors] = useState<string[]>([]);
  return {
    cursor: cursors.at(-1) ?? null,
    pageNumber: cursors.length + 1,
    goForward: (nextCursor: string) => setCursors([...cursors, nextCursor]),
    goBack: () => setCursors(cursors.slice(0, -1)),
    reset: () => setCursors([]),
  };
}
