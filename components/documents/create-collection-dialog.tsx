"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { apiRequest } from "@/components/admin/api-request";
import { NameDialog } from "@/components/admin/name-dialog";
import { Button } from "@/components/ui/button";

/** A button that opens the way to a new collection, and goes on to it so that documents can be uploaded. */
export function CreateCollectionDialog({ onChanged }: { onChanged: () => Promise<void> }) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>
        <Plus />
        New collection
      </Button>
      <NameDialog
        isOpen={isOpen}
        title="New collection"
        description="Everyone in the workspace may read it until you choose who may."
        onClose={() => setIsOpen(false)}
        onSubmit={async (name) => {
          const { id } = await apiRequest<{ id: string }>("/api/v1/collections", { body: { name } });
          await onChanged();
          router.push(`/admin/collections/${id}`);
        }}
      />
    </>
  );
}
