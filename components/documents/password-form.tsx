"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** Asks for the password of an encrypted file, in place. `isWrong`: the one before didn't open it. */
export function PasswordForm({
  fileName,
  isWrong,
  isBusy = false,
  submitLabel = "Open it",
  onSubmit,
}: {
  fileName: string;
  isWrong: boolean;
  isBusy?: boolean;
  submitLabel?: string;
  onSubmit: (password: string) => void;
}) {
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== "") onSubmit(password);
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      <Field
        label={`Password of ${fileName}`}
        error={isWrong ? "This password doesn't open it." : undefined}
        className="min-w-0 flex-1 basis-52 grid-cols-1 [&_label]:block [&_label]:truncate"
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            // The file's own: nothing that the browser should keep or fill in for this site.
            autoComplete="off"
            maxLength={1000}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="outline" disabled={password === ""} isLoading={isBusy}>
        {submitLabel}
      </Button>
    </form>
  );
}
