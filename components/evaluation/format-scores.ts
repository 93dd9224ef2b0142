/** `83 %`, of a share from 0 to 1. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `0.812` */
export function formatScore(score: number): string {
  return score.toFixed(3);
}

/** `+0.012`, `−0.031`, `±0`: how much a score changed; null where there is nothing to compare with. */
export function formatScoreChange(now: number, before: number | undefined): string | null {
  if (before === undefined) return null;
  const change = Math.round((now - before) * 1000) / 1000;
  if (change === 0) return "±0";
  return `${change > 0 ? "+" : "−"}${Math.abs(change).toFixed(3)}`;
}
