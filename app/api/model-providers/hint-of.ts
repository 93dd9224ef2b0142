/** By which people tell keys apart: the last four characters, and nothing of a short key, of which they'd be too much. */
export function hintOf(key: string): string {
  return `…${key.length >= 12 ? key.slice(-4) : ""}`;
}
