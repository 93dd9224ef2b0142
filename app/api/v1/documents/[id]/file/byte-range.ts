/**
 * The one range that a Range header asks for, both ends counted. Null where there's none or several are asked for: then the
 * whole is sent, as RFC 9110 allows. "unsatisfiable" where it begins after the end.
 */
export function byteRange(
  header: string | null,
  size: number,
): { start: number; end: number } | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, from = "", to = ""] = match ?? [];
  if (!match || (!from && !to)) return null;
  const start = from ? Number(from) : Math.max(0, size - Number(to));
  const end = from && to ? Math.min(Number(to), size - 1) : size - 1;
  if (from && to && Number(to) < start) return null;
  return start < size ? { start, end } : "unsatisfiable";
}
