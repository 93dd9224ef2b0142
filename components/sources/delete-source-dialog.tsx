"use client";

import { useState } from "react";
import { toast } from "sonner";
import { apiRequest } from "@/components/admin/api-request";
import { formatPlural } from "@/components/admin/format-figures";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import type { SourceView } from "./source-view";

interface DeleteSourceDialogProps {
  /** Null closes the dialog. */
  source: SourceView | null;
  onClose: () => void;
  onDeleted: () => Promise<void>;
}

/** Deletes a source: its documents stay or go, as one says. */
export function DeleteSourceDialog({ source, onClose, onDeleted }: DeleteSourceDialogProps) {
  return (
    <Dialog open={source !== null} onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        {source ? <DeleteForm source={source} onClose={onClose} onDeleted={onDeleted} /> : null}
      </DialogContent>
    </Dialog>
  );
}

function DeleteForm({ source, onClose, onDeleted }: DeleteSourceDialogProps & { source: SourceView }) {
  const [asked, setAsked] = useState<"keep" | "delete">("keep");
  const { isBusy, failure, submit } = useSubmit();
  const { id, name, documentCount } = source;

  const remove = (documents: "keep" | "delete") => {
    setAsked(documents);
    void submit(async () => {
      await apiRequest(`/api/v1/sources/${id}?documents=${documents}`, { method: "DELETE" });
      toast.success(`“${name}” was deleted.`);
      await onDeleted();
      onClose();
    });
  };

  return (
    <div className="grid gap-4">
      <DialogHeader>
        <DialogTitle className="break-words">Delete “{name}”?</DialogTitle>
        <DialogDescription>
          {documentCount === 0
            ? "It keeps no documents. Its runs are forgotten."
            : `It keeps ${formatPlural(documentCount, "document")}. They can stay as if they had been uploaded, or go with it, together with their quotes in everybody's conversations.`}
        </DialogDescription>
      </DialogHeader>
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      <DialogFooter className="flex-wrap">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        {documentCount === 0 ? null : (
          <Button variant="outline" isLoading={isBusy && asked === "keep"} onClick={() => remove("keep")}>
            Keep the documents
          </Button>
        )}
        <Button
          variant="destructive"
          isLoading={isBusy && asked === "delete"}
          onClick={() => remove("delete")}
        >
          {documentCount === 0 ? "Delete" : "Delete the documents too"}
        </Button>
      </DialogFooter>
    </div>
  );
}
