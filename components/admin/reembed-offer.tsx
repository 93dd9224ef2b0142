"use client";

import { apiRequest, messageOf } from "@/components/admin/api-request";
import { formatCount, formatPlural } from "@/components/admin/format-figures";
import { useSubmit } from "@/components/admin/use-submit";
import { useWatched } from "@/components/documents/use-watched";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";

/** As GET /api/reembeddings tells it. */
interface ReembeddingSummary {
  collections: number;
  others: number;
  running: number;
  waitingForBudget: number;
  doneChunks: number;
  totalChunks: number;
}

const isRunning = ({ running }: ReembeddingSummary) => running > 0;

/** Takes all collections of the workspace over to a model with one click, and shows how far they are. */
export function ReembedOffer({ embeddingModel }: { embeddingModel: string }) {
  const url = `/api/reembeddings?embeddingModel=${encodeURIComponent(embeddingModel)}`;
  const {
    data: summary,
    error,
    mutate,
  } = useWatched<ReembeddingSummary>(url, { isOpen: isRunning, everyMs: 1000 });
  const { isBusy, failure, submit } = useSubmit();
  const start = () =>
    void submit(async () => {
      await apiRequest("/api/reembeddings", { body: { embeddingModel } });
      await mutate();
    });

  if (error || failure) return <Alert variant="destructive">{failure ?? messageOf(error)}</Alert>;
  if (!summary || summary.collections === 0) return null;
  const { collections, others, running, waitingForBudget, doneChunks, totalChunks } = summary;
  if (running > 0)
    return (
      <div className="grid gap-1.5">
        <Progress share={totalChunks > 0 ? doneChunks / totalChunks : null} label="Chunks embedded anew" />
        <p className="text-[13px] text-muted-foreground tabular-nums">
          {formatPlural(running, "collection")} on the way to {embeddingModel}: {formatCount(doneChunks)} of{" "}
          {formatPlural(totalChunks, "chunk")}. Searches go by the old model until each is done.
        </p>
        {waitingForBudget > 0 ? (
          <Alert variant="warning">
            The budget is used up: {formatPlural(waitingForBudget, "collection")}{" "}
            {waitingForBudget === 1 ? "waits" : "wait"} until there is room again.
          </Alert>
        ) : null}
      </div>
    );
  if (others === 0)
    return (
      <Alert variant="success">
        {collections === 1 ? "Your collection is" : `All ${formatCount(collections)} collections are`}{" "}
        embedded with {embeddingModel}.
      </Alert>
    );
  return (
    <Alert
      action={
        <Button size="sm" isLoading={isBusy} onClick={start}>
          Embed {others === 1 ? "it" : "them"} anew
        </Button>
      }
    >
      New collections are embedded with {embeddingModel}. {formatPlural(others, "collection")} of before{" "}
      {others === 1 ? "is" : "are"} embedded otherwise. Embedding {others === 1 ? "it" : "them"} anew happens
      in the background.
    </Alert>
  );
}
