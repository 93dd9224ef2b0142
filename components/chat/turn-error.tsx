"use client";

import { useEffect, useState } from "react";
import { ApiRequestError } from "@/components/admin/api-request";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

/** Why a question has no answer, in the server's own words, and a way to ask it again, once the server wants to hear it. */
export function TurnError({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const refused = error instanceof ApiRequestError ? error : null;
  const secondsLeft = useCountdown(refused?.retryAfterSeconds ?? 0, error);
  const message =
    error instanceof TypeError
      ? "The connection was lost. What was written so far is kept."
      : error.message || "Something went wrong on our side.";

  return (
    <Alert
      variant="destructive"
      action={
        <Button variant="outline" size="sm" disabled={secondsLeft > 0} onClick={onRetry}>
          {secondsLeft > 0 ? `Try again in ${formatWait(secondsLeft)}` : "Try again"}
        </Button>
      }
    >
      {message}
    </Alert>
  );
}

function formatWait(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** Whole seconds left of a wait that begins with `cause`. */
function useCountdown(waitSeconds: number, cause: unknown): number {
  const [secondsLeft, setSecondsLeft] = useState(waitSeconds);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another error of the same length begins again
  useEffect(() => {
    setSecondsLeft(waitSeconds);
    if (waitSeconds <= 0) return;
    const until = Date.now() + waitSeconds * 1000;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      setSecondsLeft(left);
      if (left === 0) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [waitSeconds, cause]);
  return secondsLeft;
}
