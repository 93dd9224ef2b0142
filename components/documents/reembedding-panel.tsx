"use client";

import { useState } from "react";
import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";
import {
  formatCompact,
  formatCost,
  formatCount,
  formatMoment,
  formatPlural,
} from "@/components/admin/format-figures";
import { LoadFailure } from "@/components/admin/load-failure";
import type { ModelRow } from "@/components/admin/models-view";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Progress } from "@/components/ui/progress";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useWatched } from "./use-watched";

/** As GET /api/v1/collections/{id}/reembedding tells it. */
interface EmbeddingState {
  embeddingModel: string;
  embeddingDimensions: number;
  chunkCount: number;
  tokenCount: number;
  reembedding: Reembedding | null;
}

interface Reembedding {
  embeddingModel: string;
  status: "running" | "done" | "failed" | "cancelled";
  waitsFor: "budget" | null;
  doneChunks: number;
  totalChunks: number;
  costMicroUsd: number;
  finishedAt: string | null;
  error?: { code: string; message: string };
}

const watchMs = 1000;
const isRunning = ({ reembedding }: EmbeddingState) => reembedding?.status === "running";

/** Which model a collection's chunks are embedded with, and the means to take it over to another. */
export function ReembeddingPanel({ collectionId }: { collectionId: string }) {
  const url = `/api/v1/collections/${collectionId}/reembedding`;
  const {
    data: state,
    error,
    mutate,
  } = useWatched<EmbeddingState>(url, { isOpen: isRunning, everyMs: watchMs });
  const { isBusy, failure, submit } = useSubmit();
  const change = (init: { method?: string; body?: unknown }) =>
    void submit(async () => {
      await apiRequest(url, init);
      await mutate();
    });

  return (
    <Card>
      <CardHeader>
        <CardTitle>Embedding model</CardTitle>
        <CardDescription>
          Turns chunks and questions into vectors, by which search goes by meaning. Another model needs every
          chunk embedded anew; searches go by the old one until all are done, and then change at once.
        </CardDescription>
      </CardHeader>
      <CardContent className="grid gap-4">
        {state ? (
          <>
            <p className="text-sm break-words">
              Now: <span className="font-medium">{state.embeddingModel}</span>
              <span className="text-muted-foreground"> · {formatPlural(state.chunkCount, "chunk")}</span>
            </p>
            {state.reembedding?.status === "running" ? (
              <RunningState
                reembedding={state.reembedding}
                isBusy={isBusy}
                onCancel={() => change({ method: "DELETE" })}
              />
            ) : (
              <>
                {state.reembedding ? <LastOutcome reembedding={state.reembedding} /> : null}
                <ModelChoice
                  state={state}
                  isBusy={isBusy}
                  onStart={(embeddingModel) => change({ body: { embeddingModel } })}
                />
              </>
            )}
          </>
        ) : error ? (
          <LoadFailure error={error} onRetry={() => void mutate()} />
        ) : (
          <Skeleton className="h-16" />
        )}
        {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      </CardContent>
    </Card>
  );
}

function RunningState({
  reembedding: { embeddingModel, waitsFor, doneChunks, totalChunks, costMicroUsd },
  isBusy,
  onCancel,
}: {
  reembedding: Reembedding;
  isBusy: boolean;
  onCancel: () => void;
}) {
  const cost = costMicroUsd > 0 ? ` · ${formatCost(costMicroUsd)} so far` : "";
  return (
    <div className="grid gap-2.5">
      <p className="text-sm break-words">
        On its way to <span className="font-medium">{embeddingModel}</span>
      </p>
      <Progress share={totalChunks > 0 ? doneChunks / totalChunks : null} label="Chunks embedded anew" />
      {waitsFor === "budget" ? (
        <Alert variant="warning">
          The budget is used up: it waits until there is room again. What is done so far is kept.
        </Alert>
      ) : null}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-[13px] text-muted-foreground tabular-nums">
          {formatCount(doneChunks)} of {formatPlural(totalChunks, "chunk")}
          {cost}
        </p>
        <Button size="sm" variant="outline" isLoading={isBusy} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function LastOutcome({ reembedding }: { reembedding: Reembedding }) {
  const { status, embeddingModel, doneChunks, costMicroUsd, finishedAt, error } = reembedding;
  const when = finishedAt ? `, ${formatMoment(finishedAt)}` : "";
  if (status === "failed")
    return (
      <Alert variant="destructive">
        Going over to {embeddingModel} failed{when}: {error?.message} The collection keeps the model it has.
      </Alert>
    );
  if (status === "cancelled")
    return (
      <Alert>
        Going over to {embeddingModel} was cancelled{when}. The collection keeps the model it has.
      </Alert>
    );
  const cost = costMicroUsd > 0 ? ` for ${formatCost(costMicroUsd)}` : "";
  return (
    <Alert variant="success">
      {formatPlural(doneChunks, "chunk")} went over to {embeddingModel}
      {cost}
      {when}.
    </Alert>
  );
}

function ModelChoice({
  state: { embeddingModel, embeddingDimensions, tokenCount },
  isBusy,
  onStart,
}: {
  state: EmbeddingState;
  isBusy: boolean;
  onStart: (embeddingModel: string) => void;
}) {
  const [chosen, setChosen] = useState("");
  const { data } = useSWR<{ models: ModelRow[] }>("/api/models", apiRequest);
  const isCurrent = (model: ModelRow) =>
    model.id === embeddingModel && model.dimensions === embeddingDimensions;
  const others = data?.models.filter((model) => model.kind === "embedding" && !isCurrent(model));
  if (!others) return null;
  if (others.length === 0)
    return (
      <p className="text-[13px] text-muted-foreground">
        No other embedding model is configured on this server.
      </p>
    );
  const model = others.find(({ id }) => id === chosen);
  // USD per million tokens are millionths of a dollar per token.
  const cost =
    model && `About ${formatCompact(tokenCount)} tokens: ${formatCost(tokenCount * model.inputPrice)}.`;
  return (
    <div className="grid gap-3">
      <Field
        label="Go over to"
        hint={cost ?? "Its cost is shown before anything begins."}
        className="sm:max-w-sm"
      >
        {(control) => (
          <Select value={model ? chosen : ""} onValueChange={setChosen}>
            <SelectTrigger {...control} placeholder="Choose a model" />
            <SelectContent>
              {others.map(({ id, dimensions }) => (
                <SelectItem key={id} value={id}>
                  {id} · {dimensions} dimensions
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      <div>
        <Button disabled={!model} isLoading={isBusy} onClick={() => model && onStart(model.id)}>
          Embed anew
        </Button>
      </div>
    </div>
  );
}
