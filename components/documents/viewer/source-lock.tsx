"use client";

import { Lock } from "lucide-react";
import { Button } from "@/components/ui/button";
import { PasswordForm } from "../password-form";

/** Stands where an encrypted file would be: asks for its password, and offers the text that was read from it. */
export function SourceLock({
  title,
  isWrong,
  onPassword,
  onText,
}: {
  title: string;
  isWrong: boolean;
  onPassword: (password: string) => void;
  onText: () => void;
}) {
  return (
    <div className="mx-auto grid max-w-md gap-4 rounded-lg border bg-card p-5">
      <p className="flex items-start gap-2.5 text-sm leading-relaxed">
        <Lock aria-hidden className="mt-0.75 size-4 shrink-0 text-muted-foreground" />
        This file is locked with a password. Enter it to see the page; it stays in this window.
      </p>
      <PasswordForm fileName={title} isWrong={isWrong} onSubmit={onPassword} />
      <Button variant="outline" onClick={onText}>
        Show its text instead
      </Button>
    </div>
  );
}
