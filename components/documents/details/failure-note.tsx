"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { type DocumentView, isAwaitingPassword } from "../document-view";
import { PasswordForm } from "../password-form";
import { remedyFor } from "./failure-remedies";

/** Why a document failed, what to do about it and, where its password is all that's missing, the field for that. */
export function FailureNote({
  document,
  onPassword,
}: {
  document: DocumentView & { error: NonNullable<DocumentView["error"]> };
  onPassword: (password: string) => Promise<void>;
}) {
  const { error, fileName } = document;
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (password: string) => {
    setIsBusy(true);
    await onPassword(password);
    setIsBusy(false);
  };
  return (
    <div className="mb-5 grid gap-3">
      <Alert variant="destructive">
        <p>{error.message}</p>
        <p className="mt-1 text-foreground">{remedyFor(error.code)}</p>
      </Alert>
      {isAwaitingPassword(document) ? (
        <PasswordForm
          fileName={fileName}
          isWrong={error.code === "wrong_password"}
          isBusy={isBusy}
          submitLabel="Try with this password"
          onSubmit={(password) => void submit(password)}
        />
      ) : null}
      <p className="text-[13px] text-muted-foreground">
        Code: <code>{error.code}</code>
      </p>
    </div>
  );
}
