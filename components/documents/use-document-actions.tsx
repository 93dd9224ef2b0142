"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { ApiRequestError, apiRequest, messageOf } from "@/components/admin/api-request";
import { formatPlural } from "@/components/admin/format-figures";
import type { DeletionReceipt } from "@/lib/document";
import { ConfirmDeletion } from "./deletion/confirm-deletion";
import { type DeletionOutcome, DeletionReceiptDialog } from "./deletion/deletion-receipt-dialog";
import type { DocumentChoice } from "./document-choice";
import { type DocumentView, isRetryable, isUnfinished } from "./document-view";
import { forEachDocument } from "./for-each-document";

interface DocumentActionsOptions {
  /** Something changed on the server. */
  onDone: () => void;
  onDeleted: (documentIds: ReadonlySet<string>) => void;
}

/** What is being done to many documents. */
export interface BulkWork {
  /** `Deleting` */
  verb: string;
  ended: number;
  total: number;
}

/**
 * Retrying, cancelling and deleting documents, one or ten thousand, with the question before and the receipt after. `work`
 * tells how far it is; `stop` begins no more of it. Mount `dialogs` once.
 */
export function useDocumentActions({ onDone, onDeleted }: DocumentActionsOptions) {
  const [asked, setAsked] = useState<DocumentChoice | null>(null);
  const [outcome, setOutcome] = useState<DeletionOutcome | null>(null);
  const [work, setWork] = useState<BulkWork | null>(null);
  const stopper = useRef<AbortController | null>(null);
  const latest = useRef({ onDone, onDeleted });
  useEffect(() => {
    latest.current = { onDone, onDeleted };
  });

  /** Reads the choice, keeps of it what is `wanted`, and does it, one bulk at a time. */
  const run = useCallback(
    async (
      choice: DocumentChoice,
      verb: string,
      isWanted: Wanted,
      action: (id: string) => Promise<unknown>,
    ) => {
      if (stopper.current) return null;
      stopper.current = new AbortController();
      const { signal } = stopper.current;
      try {
        if (choice.count > 1) setWork({ verb, ended: 0, total: choice.count });
        const ids = (await choice.read(signal)).filter(isWanted).map(({ id }) => id);
        const onProgress = (ended: number) => ids.length > 1 && setWork({ verb, ended, total: ids.length });
        return await forEachDocument(ids, action, { onProgress, signal });
      } catch (thrown) {
        toast.error(messageOf(thrown));
        return null;
      } finally {
        stopper.current = null;
        setWork(null);
        latest.current.onDone();
      }
    },
    [],
  );

  const retry = useCallback(
    async (choice: DocumentChoice) => {
      const post = (id: string) => apiRequest(`/api/v1/documents/${id}/retry`, { method: "POST" });
      tell(await run(choice, "Queuing", isRetryable, post), "queued again");
    },
    [run],
  );

  const cancel = useCallback(
    async (choice: DocumentChoice) => {
      const post = (id: string) => apiRequest(`/api/v1/documents/${id}/cancel`, { method: "POST" });
      tell(await run(choice, "Cancelling", isUnfinished, post), "cancelled");
    },
    [run],
  );

  async function remove(choice: DocumentChoice) {
    const receipts: DeletionReceipt[] = [];
    const gone = new Set<string>();
    const ended = await run(
      choice,
      "Deleting",
      () => true,
      async (id) => {
        const receipt = await apiRequest<DeletionReceipt | undefined>(`/api/v1/documents/${id}`, {
          method: "DELETE",
        }).catch(ignoreGone);
        if (receipt) receipts.push(receipt);
        gone.add(id);
      },
    );
    if (gone.size > 0) latest.current.onDeleted(gone);
    if (!ended) return;
    const { failedCount, firstFailure } = ended;
    const failure = failedCount > 0 ? messageOf(firstFailure) : null;
    if (receipts.length > 0) setOutcome({ title: choice.title, receipts, failedCount, failure });
    else if (failure) toast.error(failure);
    else toast.success(`${formatPlural(gone.size, "document")} deleted.`);
  }

  const dialogs = (
    <>
      <ConfirmDeletion
        choice={asked}
        onClose={() => setAsked(null)}
        onConfirm={(choice) => void remove(choice)}
      />
      <DeletionReceiptDialog outcome={outcome} onClose={() => setOutcome(null)} />
    </>
  );

  return {
    retry,
    cancel,
    askToDelete: setAsked,
    work,
    stop: useCallback(() => stopper.current?.abort(), []),
    dialogs,
  };
}

type Wanted = (document: DocumentView) => boolean;
type Ended = Awaited<ReturnType<typeof forEachDocument>> | null;

function tell(ended: Ended, done: string) {
  if (!ended) return;
  if (ended.failedCount > 0) toast.error(messageOf(ended.firstFailure));
  if (ended.doneCount > 0) toast.success(`${formatPlural(ended.doneCount, "document")} ${done}.`);
}

/** Somebody else deleted it meanwhile, which is what was wanted. */
function ignoreGone(thrown: unknown): undefined {
  if (!(thrown instanceof ApiRequestError && thrown.status === 404)) throw thrown;
}
