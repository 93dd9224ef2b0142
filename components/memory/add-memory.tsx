"use client";

import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/admin/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** A line for something to remember. `onAdd` may throw: the reason is shown. */
export function AddMemory({ onAdd }: { onAdd: (text: string) => Promise<void> }) {
  const [text, setText] = useState("");
  const { isBusy, failure, submit } = useSubmit();
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (await submit(() => onAdd(text.trim()))) setText("");
  };
  return (
    <form onSubmit={add} className="flex flex-wrap items-end gap-2">
      <Field label="Something to remember" error={failure} className="min-w-0 flex-1 basis-64">
        {(control) => (
          <Input
            {...control}
            value={text}
            maxLength={500}
            placeholder="I work in the Zurich office."
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="outline" isLoading={isBusy} disabled={text.trim() === ""}>
        Add
      </Button>
    </form>
  );
}
