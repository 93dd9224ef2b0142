"use client";

import { useRouter } from "next/navigation";
import { apiRequest } from "@/components/admin/api-request";
import { formatBytes } from "@/components/admin/format-figures";
import { ReembedOffer } from "@/components/admin/reembed-offer";
import { useSubmit } from "@/components/admin/use-submit";
import { useWatched } from "@/components/documents/use-watched";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";

/** As GET /api/local-models tells it. */
export interface LocalModelsState {
  models: LocalModelRow[];
  mayFetch: boolean;
  /** Host of the model hub. */
  hub: string;
}

interface LocalModelRow {
  id: string;
  kind: "embedding" | "rerank";
  byteSize: number;
  languages: string;
  license: string;
  status: "absent" | "fetching" | "ready" | "failed";
  bytesDone: number;
  bytesTotal: number | null;
  error: string | null;
}

const url = "/api/local-models";
const isFetching = ({ models }: LocalModelsState) => models.some(({ status }) => status === "fetching");

/**
 * The models that can run on this machine, the means to fetch them, and, once collections can be embedded with one, the offer to do
 * that. `embeddingModel` is what new collections are embedded with.
 */
export function LocalModelsPanel({
  initial,
  embeddingModel,
}: {
  initial: LocalModelsState;
  embeddingModel: string;
}) {
  const router = useRouter();
  const { data = initial, mutate } = useWatched<LocalModelsState>(
    url,
    { isOpen: isFetching, everyMs: 1000 },
    {
      fallbackData: initial,
      // The tables above are the server's: they learn of a model that came.
      onSuccess: (now) => {
        if (isFetching(data) && !isFetching(now)) router.refresh();
      },
    },
  );
  const { isBusy, failure, submit } = useSubmit();
  const change = (model: LocalModelRow, method: "POST" | "DELETE") =>
    void submit(async () => {
      await apiRequest(`${url}/${encodeURIComponent(model.id.replace(/^local\//, ""))}`, { method });
      await mutate();
    });
  const current = data.models.find(({ id, status }) => id === embeddingModel && status === "ready");

  return (
    <Card>
      <CardHeader>
        <CardTitle>Models that run on this server</CardTitle>
        <CardDescription>
          Search by meaning without a provider: fetched once from {data.hub}, then nothing leaves this server.
        </CardDescription>
      </CardHeader>
      <CardContent className="grid gap-4">
        <ul aria-label="Models for this server" className="grid divide-y rounded-lg border">
          {data.models.map((model) => (
            <li key={model.id} className="grid gap-2.5 px-4 py-3">
              <ModelLine
                model={model}
                isBusy={isBusy}
                mayFetch={data.mayFetch}
                onChange={(method) => change(model, method)}
              />
            </li>
          ))}
        </ul>
        {data.mayFetch ? null : (
          <p className="text-[13px] text-muted-foreground">
            Several workspaces share this server, so only its operators can add models.
          </p>
        )}
        {failure ? <Alert variant="destructive">{failure}</Alert> : null}
        {current ? <ReembedOffer embeddingModel={current.id} /> : null}
      </CardContent>
    </Card>
  );
}

const purposes = { embedding: "Finds by meaning", rerank: "Puts results in order" };

function ModelLine({
  model,
  isBusy,
  mayFetch,
  onChange,
}: {
  model: LocalModelRow;
  isBusy: boolean;
  mayFetch: boolean;
  onChange: (method: "POST" | "DELETE") => void;
}) {
  const { id, kind, byteSize, languages, license, status, error } = model;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <code className="font-mono text-[13px] font-medium break-all">{id}</code>
          <p className="text-[13px] text-muted-foreground">
            {purposes[kind]} · {languages} · {formatBytes(byteSize)} · {license}
          </p>
        </div>
        {status === "ready" ? (
          <Badge variant="success">On this server</Badge>
        ) : status === "fetching" ? (
          <Button
            size="sm"
            variant="outline"
            disabled={!mayFetch}
            isLoading={isBusy}
            aria-label={`Cancel fetching ${id}`}
            onClick={() => onChange("DELETE")}
          >
            Cancel
          </Button>
        ) : (
          <Button
            size="sm"
            variant="outline"
            disabled={!mayFetch}
            isLoading={isBusy}
            aria-label={`${status === "failed" ? "Try again" : "Fetch"}: ${id}`}
            onClick={() => onChange("POST")}
          >
            {status === "failed" ? "Try again" : "Fetch"}
          </Button>
        )}
      </div>
      {status === "fetching" ? <FetchingState model={model} /> : null}
      {status === "failed" ? (
        <Alert variant="destructive">{error} Everything goes on as before without it.</Alert>
      ) : null}
      {status === "ready" && kind === "rerank" ? (
        <p className="text-[13px] text-muted-foreground">
          Set <code className="font-mono break-all">RERANK_MODEL={id}</code> where Lectern runs to use it.
        </p>
      ) : null}
    </>
  );
}

function FetchingState({ model: { id, bytesDone, bytesTotal } }: { model: LocalModelRow }) {
  return (
    <div className="grid gap-1.5">
      <Progress share={bytesTotal ? bytesDone / bytesTotal : null} label={`Fetching ${id}`} />
      <p className="text-[13px] text-muted-foreground tabular-nums">
        {bytesTotal ? `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}` : "Asking the model hub …"}
      </p>
    </div>
  );
}
