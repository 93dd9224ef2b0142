import { ExternalLink } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { TracedCandidate } from "@/lib/search";
import { FeatureList } from "./feature-list";
import { MarkedText } from "./marked-text";
import type { ChunkView } from "./trace-view";

/** What one candidate holds, and what the reranker saw in it. */
export function CandidateDetails({
  candidate,
  chunk,
}: {
  candidate: TracedCandidate;
  chunk: ChunkView | undefined;
}) {
  return (
    <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid content-start gap-3">
        {chunk ? (
          <>
            <section
              aria-label="Text"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keyboard
              tabIndex={0}
              className="max-h-80 max-w-prose overflow-y-auto"
            >
              <p dir="auto" className="reading text-[0.9375rem] whitespace-pre-wrap">
                <MarkedText text={chunk.text} marks={chunk.marks} />
              </p>
            </section>
            <Button asChild variant="outline" size="sm" className="w-fit">
              <a
                href={`/api/v1/documents/${chunk.documentId}/file${chunk.page ? `#page=${chunk.page}` : ""}`}
                target="_blank"
                rel="noopener"
              >
                <ExternalLink aria-hidden />
                Open the document
              </a>
            </Button>
          </>
        ) : (
          <p className="text-sm text-muted-foreground">
            Its text is gone, or you may no longer read it. Its figures are what is left.
          </p>
        )}
      </div>
      {candidate.features && <FeatureList features={candidate.features} />}
    </div>
  );
}
