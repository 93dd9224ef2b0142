import type { PageBox } from "./quote-boxes";

/** A little more than the letters themselves, so that the mark reads as a marker's stroke. */
const marginShare = 0.0025;

/**
 * Marks over a page or a picture, where a quote stands on it, each holding its words unseen. The element around it must be
 * positioned.
 */
export function QuoteMarks({ boxes }: { boxes: PageBox[] }) {
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 mix-blend-multiply">
      {boxes.map(({ left, top, width, height, text }) => (
        <mark
          key={`${left} ${top}`}
          className="absolute overflow-hidden rounded-xs bg-[oklch(0.93_0.13_98)] text-transparent select-none"
          style={{
            left: percent(left - marginShare),
            top: percent(top - marginShare),
            width: percent(width + 2 * marginShare),
            height: percent(height + 2 * marginShare),
          }}
        >
          {text}
        </mark>
      ))}
    </div>
  );
}

const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
