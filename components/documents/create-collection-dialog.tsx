"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { apiRequest } from "@/components/admin/api-request";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { CollectionNameForm } from "./collection-name-form";

/** A button that opens the way to a new collection, and goes on to it so that documents can be uploaded. */
export function CreateCollectionDialog({ onChanged }: { onChanged: () => Promise<void> }) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>
        <Button>
          <Plus />
          New collection
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>New collection</DialogTitle>
          <DialogDescription>
            Everyone in the workspace may read it until you choose who may.
          </DialogDescription>
        </DialogHeader>
        <CollectionNameForm
          submitLabel="Create"
          onSubmit={async (name) => {
            const { id } = await apiRequest<{ id: string }>("/api/v1/collections", { body: { name } });
            await onChanged();
            setIsOpen(false);
            router.push(`/admin/collections/${id}`);
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
