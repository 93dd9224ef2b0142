"use client";

import { apiRequest } from "@/components/admin/api-request";
import { Dialog, DialogContent, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { CollectionNameForm } from "./collection-name-form";
import type { CollectionDialogProps } from "./collection-view";

/** Gives a collection another name. */
export function RenameCollectionDialog({ collection, onClose, onChanged }: CollectionDialogProps) {
  return (
    <Dialog open={collection !== null} onOpenChange={(open) => open || onClose()}>
      <DialogContent aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle>Rename the collection</DialogTitle>
        </DialogHeader>
        {collection ? (
          <CollectionNameForm
            initialName={collection.name}
            submitLabel="Rename"
            onSubmit={async (name) => {
              await apiRequest(`/api/v1/collections/${collection.id}`, { method: "PATCH", body: { name } });
              await onChanged();
              onClose();
            }}
          />
        ) : null}
      </DialogContent>
    </Dialog>
  );
}
