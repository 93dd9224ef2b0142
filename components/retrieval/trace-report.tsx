import { useId } from "react";
import { formatPlural } from "@/components/admin/format-figures";
import type { RetrievalTrace } from "@/lib/search";
import { CandidateTable } from "./candidate-table";
import { TraceSummary } from "./trace-summary";
import type { ChunkView } from "./trace-view";

/** A search from its question to what was read of it. */
export function TraceReport({
  question,
  trace,
  chunks,
  collections,
  citations,
}: {
  question: string;
  trace: RetrievalTrace;
  chunks: ChunkView[];
  collections: { id: string; name: string }[];
  citations?: { chunkId: string; index: number }[];
}) {
  const id = useId();
  const { candidates } = trace;
  const readCount = candidates.filter(({ n }) => n !== null).length;
  return (
    <>
      <TraceSummary question={question} trace={trace} collections={collections} />
      <section aria-labelledby={id} className="grid grid-cols-1 gap-3">
        <div className="grid gap-0.5">
          <h3 id={id} className="font-serif text-lg font-semibold">
            What was found
          </h3>
          <p className="text-[13px] text-muted-foreground">
            {candidates.length === 0
              ? "Nothing: no chunk matched."
              : `${formatPlural(candidates.length, "chunk")}, ${readCount} of them read by the model. Each stage shows a rank and, below it, a score.`}
          </p>
        </div>
        {candidates.length > 0 && (
          <CandidateTable candidates={candidates} chunks={chunks} citations={citations} />
        )}
      </section>
    </>
  );
}
