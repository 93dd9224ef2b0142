"use client";

import { type FormEvent, useState } from "react";
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
import { useSubmit } from "./use-submit";

const nameCharsMax = 100;

interface NameDialogProps {
  isOpen: boolean;
  title: string;
  description?: string;
  /** What has another name now; something new has none yet. */
  name?: string;
  onClose: () => void;
  /** May throw: the reason is shown at the field. */
  onSubmit: (name: string) => Promise<void>;
}

/** Asks for the name of something new, or for another one. */
export function NameDialog({ isOpen, title, description, onClose, ...form }: NameDialogProps) {
  return (
    <Dialog open={isOpen} onOpenChange={(open) => open || onClose()}>
      <DialogContent {...(description ? {} : { "aria-describedby": undefined })}>
        <DialogHeader>
          <DialogTitle>{title}</DialogTitle>
          {description ? <DialogDescription>{description}</DialogDescription> : null}
        </DialogHeader>
        <NameForm onClose={onClose} {...form} />
      </DialogContent>
    </Dialog>
  );
}

function NameForm({
  name: nameNow,
  onClose,
  onSubmit,
}: Pick<NameDialogProps, "name" | "onClose" | "onSubmit">) {
  const [name, setName] = useState(nameNow ?? "");
  const { isBusy, failure, submit } = useSubmit();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      await onSubmit(name.trim());
      onClose();
    });
  };
  return (
    <form onSubmit={save} className="grid gap-4">
      <Field label="Name" error={failure}>
        {(control) => (
          <Input
            {...control}
            required
            pattern=".*\S.*"
            title="A name with at least one letter"
            maxLength={nameCharsMax}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <DialogFooter>
        <Button type="submit" isLoading={isBusy}>
          {nameNow === undefined ? "Create" : "Rename"}
        </Button>
      </DialogFooter>
    </form>
  );
}
