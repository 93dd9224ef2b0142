"use client";

import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { apiRequest } from "@/components/admin/api-request";
import { formatPlural } from "@/components/admin/format-figures";
import { useSubmit } from "@/components/admin/use-submit";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { CollectionDialogProps, CollectionView } from "./collection-view";

/** Deletes a collection with everything in it, once its name has been typed. */
export function DeleteCollectionDialog({ collection, onClose, onChanged }: CollectionDialogProps) {
  return (
    <Dialog open={collection !== null} onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        {collection ? <DeleteForm collection={collection} onClose={onClose} onChanged={onChanged} /> : null}
      </DialogContent>
    </Dialog>
  );
}

interface DeleteFormProps extends Omit<CollectionDialogProps, "collection"> {
  collection: CollectionView;
}

function DeleteForm({ collection, onClose, onChanged }: DeleteFormProps) {
  const [typed, setTyped] = useState("");
  const { isBusy, failure, submit } = useSubmit();
  const isConfirmed = typed.trim() === collection.name.trim();

  const remove = (event: FormEvent) => {
    event.preventDefault();
    if (!isConfirmed) return;
    void submit(async () => {
      await apiRequest(`/api/v1/collections/${collection.id}`, { method: "DELETE" });
      toast.success(`“${collection.name}” was deleted.`);
      await onChanged();
      onClose();
    });
  };

  return (
    <form onSubmit={remove} className="grid gap-4">
      <DialogHeader>
        <DialogTitle className="break-words">Delete “{collection.name}”?</DialogTitle>
        <DialogDescription>
          {collection.documentCount === 0
            ? "It holds no documents."
            : `With its ${formatPlural(collection.documentCount, "document")}, and their quotes in everybody's conversations, for good.`}
        </DialogDescription>
      </DialogHeader>
      <Field label="Type the collection's name to confirm" hint={collection.name} error={failure}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <DialogFooter>
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" variant="destructive" disabled={!isConfirmed} isLoading={isBusy}>
          Delete the collection
        </Button>
      </DialogFooter>
    </form>
  );
}
