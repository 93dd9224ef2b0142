"use client";

import { CollectionNameForm } from "@/components/documents/collection-name-form";
import { Dialog, DialogContent, DialogHeader, DialogTitle } from "@/components/ui/dialog";

interface SetNameDialogProps {
  isOpen: boolean;
  /** Of the set that gets another name; a new set has none yet. */
  name?: string;
  onClose: () => void;
  /** May throw: the reason is shown at the field. */
  onSubmit: (name: string) => Promise<void>;
}

/** Asks for the name of a new set, or for another one. */
export function SetNameDialog({ isOpen, name, onClose, onSubmit }: SetNameDialogProps) {
  return (
    <Dialog open={isOpen} onOpenChange={(open) => open || onClose()}>
      <DialogContent aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle>{name === undefined ? "New set" : "Rename the set"}</DialogTitle>
        </DialogHeader>
        <CollectionNameForm
          initialName={name}
          submitLabel={name === undefined ? "Create" : "Rename"}
          onSubmit={async (given) => {
            await onSubmit(given);
            onClose();
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
