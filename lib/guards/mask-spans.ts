import type { FoundSpan } from "./guard-finding.ts";

/** What stands in place of what was masked, so that a check of the text can look past it. */
export const maskPattern = /\[[\p{L} -]{2,40} hidden\]/gu;

/** The mask for something: "[e-mail address hidden]". */
export const maskOf = (what: string) => `[${what} hidden]`;

/** Of overlapping spans the one that begins first stays, of those that begin together the longest. In order. */
export function withoutOverlaps<Span extends FoundSpan>(spans: Span[]): Span[] {
  const kept: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end))
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  return kept;
}

/** The text with a mask in place of each span. */
export function maskSpans(text: string, spans: FoundSpan[], nameOf: (type: string) => string): string {
  let masked = "";
  let from = 0;
  for (const { type, start, end } of withoutOverlaps(spans)) {
    masked += text.slice(from, start) + maskOf(nameOf(type));
    from = end;
  }
  return masked + text.slice(from);
}
