"use client";

import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/admin/use-submit";
import { Button } from "@/components/ui/button";
import { DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export const collectionNameCharsMax = 100;

interface CollectionNameFormProps {
  initialName?: string;
  submitLabel: string;
  /** May throw: the reason is shown at the field. */
  onSubmit: (name: string) => Promise<void>;
}

/** Asks for a collection's name. */
export function CollectionNameForm({ initialName = "", submitLabel, onSubmit }: CollectionNameFormProps) {
  const [name, setName] = useState(initialName);
  const { isBusy, failure, submit } = useSubmit();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void submit(() => onSubmit(name.trim()));
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
            maxLength={collectionNameCharsMax}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <DialogFooter>
        <Button type="submit" isLoading={isBusy}>
          {submitLabel}
        </Button>
      </DialogFooter>
    </form>
  );
}
