"use client";

import { formatPlural } from "@/components/admin/format-figures";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { DocumentChoice } from "../document-choice";

/** Asks before documents are deleted, and says what goes with them. */
export function ConfirmDeletion({
  choice,
  onClose,
  onConfirm,
}: {
  /** What is to be deleted; null closes the dialog. */
  choice: DocumentChoice | null;
  onClose: () => void;
  onConfirm: (choice: DocumentChoice) => void;
}) {
  const isOne = choice?.count === 1;
  return (
    <ConfirmDialog
      open={choice !== null}
      onOpenChange={(open) => open || onClose()}
      title={isOne ? `Delete “${choice.title}”?` : `Delete ${formatPlural(choice?.count ?? 0, "document")}?`}
      description={
        <>
          This can't be undone. With {isOne ? "it" : "them"} go, everywhere:
          <ul className="mt-1.5 list-disc pl-5">
            <li>{isOne ? "its file and all its versions" : "their files and all their versions"}</li>
            <li>every chunk and vector, so that no search finds {isOne ? "it" : "them"}</li>
            <li>cached answers that were made from {isOne ? "it" : "them"}</li>
            <li>
              quotes in everybody's conversations, and the sentences of answers that cite{" "}
              {isOne ? "it" : "them"}
            </li>
          </ul>
        </>
      }
      onConfirm={() => {
        if (choice) onConfirm(choice);
      }}
    />
  );
}
