import { formatPlural } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import type { BadLine } from "@/lib/batch-schemas";

/** More than anybody reads at once. */
const shownMax = 50;

/** What is wrong with a batch, line by line. Nothing where nothing is. */
export function BadLines({ lines }: { lines: BadLine[] }) {
  if (lines.length === 0) return null;
  const more = lines.length - shownMax;
  return (
    <Alert variant="destructive">
      <p>
        {formatPlural(lines.length, "line")} can't be taken, so nothing was begun. Correct{" "}
        {lines.length === 1 ? "it" : "them"} and send the batch again.
      </p>
      <ul className="mt-2 grid max-h-60 gap-1 overflow-y-auto text-[13px]">
        {lines.slice(0, shownMax).map(({ line, message }) => (
          <li key={`${line} ${message}`} className="break-words">
            <span className="font-medium tabular-nums">Line {line}:</span> {message}
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <p className="mt-1 text-[13px]">And {formatPlural(more, "more line", "more lines")}.</p>
      ) : null}
    </Alert>
  );
}
