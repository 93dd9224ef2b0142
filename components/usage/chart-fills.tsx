import type { ChartKind } from "./chart-series";

/** How the parts of a chart are told apart: by colour and, for whoever sees none, by pattern. The last is for all others together. */
const fills = [
  { color: "var(--chart-1)", pattern: null },
  { color: "var(--chart-3)", pattern: "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" },
  { color: "var(--chart-4)", pattern: "M0,3 h6" },
  { color: "var(--chart-2)", pattern: "M3,3 m-1,0 a1,1 0 1,0 2,0 a1,1 0 1,0 -2,0" },
  // Not upright: it would hide bars that are as narrow as its lines.
  { color: "var(--muted-foreground)", pattern: "M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2" },
];

const fillId = (index: number) => `usage-fill-${index}`;

/** What a part of the chart is filled with. `ChartFills` must be on the page. */
export function fillOf(index: number): string {
  return `url(#${fillId(index % fills.length)})`;
}

/** The patterns themselves, once a page. */
export function ChartFills() {
  return (
    <svg aria-hidden="true" className="absolute size-0">
      <defs>
        {fills.map(({ color, pattern }, index) => (
          <pattern key={color} id={fillId(index)} width="6" height="6" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" fill={color} />
            {pattern ? <path d={pattern} stroke="var(--card)" strokeWidth="1.4" fill="none" /> : null}
          </pattern>
        ))}
      </defs>
    </svg>
  );
}

/** How the lines of a chart are told apart: by colour and by dashes. */
export const lineStyles = [
  { color: "var(--chart-1)", dash: undefined },
  { color: "var(--chart-4)", dash: "5 4" },
];

/** What stands for a series of a chart beside its name. */
export function ChartSwatch({ kind, index }: { kind: ChartKind; index: number }) {
  if (kind === "bar") return <FillSwatch index={index} />;
  const { color, dash } = lineStyles[index] ?? {};
  return (
    <svg aria-hidden="true" className="h-2 w-5 shrink-0" viewBox="0 0 20 8">
      <path d="M0,4 h20" stroke={color} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  );
}

/** The swatch of a part in a legend or a table. */
export function FillSwatch({ index }: { index: number }) {
  return (
    <svg aria-hidden="true" className="size-3 shrink-0 rounded-[2px]" viewBox="0 0 12 12">
      <rect width="12" height="12" fill={fillOf(index)} />
    </svg>
  );
}
