"use client";

import { Layers } from "lucide-react";
import useSWRInfinite from "swr/infinite";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";
import { LoadFailure } from "@/components/admin/load-failure";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import type { BatchView } from "@/lib/batch-schemas";
import { BatchTable } from "./batch-table";
import { isOpen } from "./batch-words";
import { NewBatchForm } from "./new-batch-form";

interface BatchPage {
  batches: BatchView[];
  nextCursor: string | null;
}

/** What is under way changes by the second. */
const refreshMs = 3_000;

const pageKey = (i: number, before: BatchPage | null) => {
  if (i === 0) return "/api/v1/batches";
  return before?.nextCursor ? `/api/v1/batches?cursor=${before.nextCursor}` : null;
};

/** Many questions at once, answered when there's time. */
export function BatchesScreen() {
  const { data, error, mutate, setSize } = useSWRInfinite<BatchPage, ApiRequestError>(pageKey, apiRequest, {
    refreshInterval: (pages) => (pages?.some(({ batches }) => batches.some(isOpen)) ? refreshMs : 0),
  });
  const batches = data?.flatMap((page) => page.batches);
  return (
    <>
      <PageHeader
        title="Batches"
        description="Many questions at once, answered one after another when nobody else is waiting. Answers cite their sources as in a chat, and are kept for 30 days."
      />
      <NewBatchForm />
      {error ? <LoadFailure error={error} onRetry={() => void mutate()} /> : null}
      {batches || error ? null : <ListSkeleton label="Loading batches" />}
      {batches?.length === 0 ? (
        <EmptyState
          icon={Layers}
          title="No batches yet"
          description="Paste questions above, or choose a file. You can leave while they're answered."
        />
      ) : null}
      {batches && batches.length > 0 ? <BatchTable batches={batches} /> : null}
      {data?.at(-1)?.nextCursor ? (
        <Button variant="outline" className="self-center" onClick={() => void setSize((size) => size + 1)}>
          Show more
        </Button>
      ) : null}
    </>
  );
}
