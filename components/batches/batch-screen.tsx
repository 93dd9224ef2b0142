"use client";

import { Ban, Download, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import useSWR from "swr";
import { type ApiRequestError, apiRequest, messageOf } from "@/components/admin/api-request";
import { LoadFailure } from "@/components/admin/load-failure";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import type { BatchView } from "@/lib/batch-schemas";
import { BatchProgress } from "./batch-progress";
import { BatchResults } from "./batch-results";
import { isOpen } from "./batch-words";

const refreshMs = 2_000;

/** One batch: how far it is, what was answered, and what can be done with it. */
export function BatchScreen({ id }: { id: string }) {
  const [isDeleting, setIsDeleting] = useState(false);
  const url = `/api/v1/batches/${id}`;
  const {
    data: batch,
    error,
    mutate,
  } = useSWR<BatchView, ApiRequestError>(url, apiRequest, {
    refreshInterval: (latest) => (latest && isOpen(latest) ? refreshMs : 0),
  });
  const cancel = async () => {
    try {
      await mutate(apiRequest<BatchView>(`${url}/cancel`, { method: "POST" }), { revalidate: false });
    } catch (failure) {
      toast.error(messageOf(failure));
    }
  };

  return (
    <>
      <Link
        href="/batches"
        className="-mb-3 self-start rounded-sm text-sm text-muted-foreground hover:underline"
      >
        All batches
      </Link>
      <PageHeader title={batch?.name ?? "Batch"}>
        {batch && isOpen(batch) && !batch.isCancelling ? (
          <Button variant="outline" onClick={() => void cancel()}>
            <Ban aria-hidden />
            Cancel
          </Button>
        ) : null}
        {batch && batch.counts.done + batch.counts.failed > 0 ? (
          <Button asChild variant="outline">
            <a href={`${url}/results`} download>
              <Download aria-hidden />
              Download
            </a>
          </Button>
        ) : null}
        {batch && !isOpen(batch) ? (
          <Button variant="outline" onClick={() => setIsDeleting(true)}>
            <Trash2 aria-hidden />
            Delete
          </Button>
        ) : null}
      </PageHeader>
      {error ? <LoadFailure error={error} onRetry={() => void mutate()} /> : null}
      {batch || error ? null : <ListSkeleton label="Loading the batch" rows={5} />}
      {batch ? (
        <>
          <BatchProgress batch={batch} />
          <BatchResults batch={batch} />
        </>
      ) : null}
      <ConfirmDialog
        open={isDeleting}
        onOpenChange={setIsDeleting}
        title="Delete this batch?"
        description="Its questions and answers are gone for good."
        onConfirm={async () => {
          await apiRequest(url, { method: "DELETE" });
          window.location.assign("/batches"); // anew: the list that this browser keeps still has it
        }}
      />
    </>
  );
}
