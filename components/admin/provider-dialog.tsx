"use client";

import { Dialog, DialogContent } from "@/components/ui/dialog";
import type { ProviderModel, ProviderRow } from "./models-view";
import { ProviderForm } from "./provider-form";

/** The dialog in which a provider is added or changed. */
export function ProviderDialog({
  editing,
  listed,
  onClose,
  onSaved,
}: {
  /** Null: closed. */
  editing: ProviderRow | "new" | null;
  listed: Record<string, ProviderModel[]>;
  onClose: () => void;
  onSaved: () => void;
}) {
  return (
    <Dialog open={editing !== null} onOpenChange={(open) => open || onClose()}>
      {/* A click beside it must not lose what was typed. */}
      <DialogContent className="sm:max-w-2xl" onInteractOutside={(event) => event.preventDefault()}>
        {editing === null ? null : (
          <ProviderForm
            provider={editing === "new" ? null : editing}
            listed={listed}
            onSaved={() => {
              onClose();
              onSaved();
            }}
          />
        )}
      </DialogContent>
    </Dialog>
  );
}
