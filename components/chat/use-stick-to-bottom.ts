import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** So near to the end counts as being there. */
const nearPx = 48;

/**
 * Keeps a scrolling frame at its end while its content grows, until the reader scrolls up; from then on it stays where the
 * reader is. `isAtEnd` tells whether the newest text is in view.
 */
export function useStickToBottom(
  frame: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
) {
  const [isAtEnd, setIsAtEnd] = useState(true);
  const isStuck = useRef(true);

  const scrollToEnd = useCallback(
    (wanted: ScrollBehavior = "smooth") => {
      const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : wanted;
      isStuck.current = true;
      frame.current?.scrollTo({ top: frame.current.scrollHeight, behavior });
    },
    [frame],
  );

  useEffect(() => {
    const [scroller, grown] = [frame.current, content.current];
    if (!scroller || !grown) return;
    let lastTop = scroller.scrollTop;

    const onScroll = () => {
      const distance = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
      if (distance <= nearPx) isStuck.current = true;
      else if (scroller.scrollTop < lastTop) isStuck.current = false;
      lastTop = scroller.scrollTop;
      setIsAtEnd(distance <= nearPx);
    };
    // Growth comes too often for smooth scrolling: each step would begin before the last one ends.
    const observer = new ResizeObserver(() => {
      if (isStuck.current) scroller.scrollTo({ top: scroller.scrollHeight, behavior: "instant" });
      onScroll();
    });

    scroller.addEventListener("scroll", onScroll, { passive: true });
    observer.observe(grown);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, [frame, content]);

  return { isAtEnd, scrollToEnd };
}
