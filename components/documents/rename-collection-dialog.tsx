"use client";

import { apiRequest } from "@/components/admin/api-request";
import { NameDialog } from "@/components/admin/name-dialog";
import type { CollectionDialogProps } from "./collection-view";

/** Gives a collection another name. */
export function RenameCollectionDialog({ collection, onClose, onChanged }: CollectionDialogProps) {
  return (
    <NameDialog
      isOpen={collection !== null}
      title="Rename the collection"
      name={collection?.name ?? ""}
      onClose={onClose}
      onSubmit={async (name) => {
        await apiRequest(`/api/v1/collections/${collection?.id}`, { method: "PATCH", body: { name } });
        await onChanged();
      }}
    />
  );
}
