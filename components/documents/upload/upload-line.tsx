"use client";

import { CircleAlert, Copy, X } from "lucide-react";
import { formatBytes } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { isPasswordCode } from "../document-view";
import { PasswordForm } from "../password-form";
import { filePath } from "./file-path";
import type { Upload } from "./upload-queue";
import { uploadQueue } from "./uploads";

/** A file on its way: how far it is, or why it wasn't taken and what can be done about that, here and now. */
export function UploadLine({ upload }: { upload: Upload }) {
  const { id, file, state, sentShare, message, code } = upload;
  const path = filePath(file) ?? file.name;
  const isRefused = state === "refused";
  const wantsPassword = isRefused && isPasswordCode(code ?? undefined);
  return (
    <li className="py-2 text-sm">
      <div className="flex items-center gap-3">
        <StateIcon state={state} />
        <div className="min-w-0 flex-1">
          <p className="flex min-w-0 items-baseline gap-1.5">
            <bdi className="truncate" title={path}>
              {path}
            </bdi>
            <span className="shrink-0 text-[13px] text-muted-foreground">{formatBytes(file.size)}</span>
          </p>
          {state === "sending" ? (
            <Progress share={sentShare} label={`Upload of ${file.name}`} className="mt-1" />
          ) : null}
          {isRefused ? <p className="text-[13px] break-words text-destructive">{message}</p> : null}
          {state === "duplicate" ? (
            <p className="text-[13px] text-muted-foreground">
              The collection has this file already. Nothing was added.
            </p>
          ) : null}
        </div>
        {isRefused && !wantsPassword ? (
          <Button
            variant="outline"
            size="sm"
            aria-label={`Try again: ${file.name}`}
            onClick={() => uploadQueue.retry(id)}
          >
            Try again
          </Button>
        ) : null}
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={
            state === "sending" ? `Stop the upload of ${file.name}` : `Take ${file.name} off this list`
          }
          onClick={() => uploadQueue.remove(id)}
        >
          <X />
        </Button>
      </div>
      {wantsPassword ? (
        <div className="mt-2 pl-7">
          <PasswordForm
            fileName={file.name}
            isWrong={code === "wrong_password"}
            submitLabel="Send it again"
            onSubmit={(password) => uploadQueue.retry(id, password)}
          />
        </div>
      ) : null}
    </li>
  );
}

function StateIcon({ state }: { state: Upload["state"] }) {
  if (state === "refused") return <CircleAlert aria-hidden className="size-4 shrink-0 text-destructive" />;
  if (state === "duplicate") return <Copy aria-hidden className="size-4 shrink-0 text-muted-foreground" />;
  return <span aria-hidden className="size-4 shrink-0" />;
}
