"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { DocumentView } from "../document-view";

interface Selected {
  ids: ReadonlySet<string>;
  /** Everything that the filter lets through, also what hasn't been read. */
  isAllMatching: boolean;
  /** The filter under which it was made; under another nothing is selected. */
  filterKey: string;
}

/**
 * Which documents of a list are ticked: one by one, a range with the shift key, all that are listed, or all that match. Another
 * filter begins with none.
 */
export function useSelection(rows: DocumentView[], filterKey: string) {
  const [selected, setSelected] = useState<Selected>({ ids: new Set(), isAllMatching: false, filterKey });
  const toggledLast = useRef(0);
  const isCurrent = selected.filterKey === filterKey;
  const isAllMatching = isCurrent && selected.isAllMatching;
  const ids = useMemo(() => (isCurrent ? selected.ids : new Set<string>()), [isCurrent, selected.ids]);
  const latest = useRef({ rows, ids, isAllMatching });
  useEffect(() => {
    latest.current = { rows, ids, isAllMatching };
  });

  const select = useCallback(
    (next: ReadonlySet<string>) => setSelected({ ids: next, isAllMatching: false, filterKey }),
    [filterKey],
  );

  const toggle = useCallback(
    (index: number, isRange: boolean) => {
      const { rows: list, ids: before, isAllMatching: isAll } = latest.current;
      const next = new Set(isAll ? list.map(({ id }) => id) : before);
      const from = isRange ? Math.min(toggledLast.current, index) : index;
      const to = isRange ? Math.max(toggledLast.current, index) : index;
      const isOn = !next.has(list[index]?.id ?? "");
      for (const { id } of list.slice(from, to + 1)) {
        if (isOn) next.add(id);
        else next.delete(id);
      }
      toggledLast.current = index;
      select(next);
    },
    [select],
  );

  const toggleAll = useCallback(() => {
    const { rows: list, ids: before, isAllMatching: isAll } = latest.current;
    const isOn = isAll || list.every(({ id }) => before.has(id));
    select(new Set(isOn ? [] : list.map(({ id }) => id)));
  }, [select]);

  return {
    isAllMatching,
    isSelected: useCallback(({ id }: DocumentView) => isAllMatching || ids.has(id), [isAllMatching, ids]),
    toggle,
    toggleAll,
    selectMatching: useCallback(
      () => setSelected({ ids: new Set(), isAllMatching: true, filterKey }),
      [filterKey],
    ),
    clear: useCallback(() => select(new Set()), [select]),
  };
}
