"use client";

import { useState } from "react";
import { toast } from "sonner";
import { ApiRequestError, apiRequest, messageOf } from "@/components/admin/api-request";
import { formatPlural } from "@/components/admin/format-figures";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type DocumentView, isRetryable } from "./document-view";
import { forEachDocument } from "./for-each-document";

interface DocumentActionsOptions {
  /** Something changed on the server. */
  onDone: () => void;
  onDeleted: () => void;
}

/** Retrying and deleting documents, one or many, with the question before and the message after. Mount `dialog` once. */
export function useDocumentActions({ onDone, onDeleted }: DocumentActionsOptions) {
  const [asked, setAsked] = useState<DocumentView[]>([]);

  async function retry(documents: DocumentView[]) {
    const ids = documents.filter(isRetryable).map(({ id }) => id);
    const outcome = await forEachDocument(ids, (id) =>
      apiRequest(`/api/v1/documents/${id}/retry`, { method: "POST" }),
    );
    if (outcome.firstFailure) toast.error(messageOf(outcome.firstFailure));
    else toast.success(`${formatPlural(outcome.doneCount, "document")} queued again.`);
    onDone();
  }

  async function deleteAsked() {
    const outcome = await forEachDocument(
      asked.map(({ id }) => id),
      (id) => apiRequest(`/api/v1/documents/${id}`, { method: "DELETE" }).catch(ignoreGone),
    );
    onDone();
    if (outcome.firstFailure) {
      const left = asked.length - outcome.doneCount;
      throw new Error(
        `${formatPlural(left, "document")} couldn't be deleted. ${messageOf(outcome.firstFailure)}`,
      );
    }
    toast.success(`${formatPlural(outcome.doneCount, "document")} deleted.`);
    onDeleted();
  }

  const [first] = asked;
  const dialog = (
    <ConfirmDialog
      open={asked.length > 0}
      onOpenChange={(open) => open || setAsked([])}
      title={
        asked.length === 1 && first
          ? `Delete “${first.title}”?`
          : `Delete ${formatPlural(asked.length, "document")}?`
      }
      description={`${asked.length === 1 ? "Its file, chunks and quotes" : "Their files, chunks and quotes"} in everybody's conversations are deleted for good.`}
      onConfirm={deleteAsked}
    />
  );

  return { retry, askToDelete: setAsked, dialog };
}

/** Somebody else deleted it meanwhile, which is what was wanted. */
function ignoreGone(thrown: unknown) {
  if (!(thrown instanceof ApiRequestError && thrown.status === 404)) throw thrown;
}
