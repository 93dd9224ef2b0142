import { useEffect, useState } from "react";

/** Long enough that a word is typed in one go, short enough to feel immediate. */
const typingPauseMs = 250;

/** What is typed, once its writer pauses. */
export function usePaused(value: string): string {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), typingPauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return paused;
}
