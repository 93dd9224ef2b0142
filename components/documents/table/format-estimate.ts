/** How long something will take, as roughly as it is known: `a few seconds`, `~20 s`, `~4 min`, `~2 h`. */
export function formatEstimate(seconds: number): string {
  if (seconds < 8) return "a few seconds";
  if (seconds < 90) return `~${Math.round(seconds / 10) * 10} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `~${minutes} min` : `~${Math.round(minutes / 60)} h`;
}
