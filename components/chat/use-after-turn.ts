import { useEffect, useRef } from "react";

/** What the server does after an answer takes it a moment by rules, and a model some seconds. */
const looksMs = [1_500, 8_000];

/** Calls `refresh` twice after each answer, for what the server makes of it when nobody waits. */
export function useAfterTurn(isBusy: boolean, refresh: () => void): void {
  const wasBusy = useRef(false);
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    if (isBusy) {
      wasBusy.current = true;
      return;
    }
    if (!wasBusy.current) return;
    wasBusy.current = false;
    const timers = looksMs.map((ms) => setTimeout(() => latest.current(), ms));
    return () => timers.forEach(clearTimeout);
  }, [isBusy]);
}
