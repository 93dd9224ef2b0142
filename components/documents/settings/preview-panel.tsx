"use client";

import { FileSearch } from "lucide-react";
import { useDropzone } from "react-dropzone";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import type { ChunkingSettings, ParserChoice } from "@/lib/document";
import { cn } from "@/lib/utils";
import { PasswordForm } from "../password-form";
import { PreviewOutcome } from "./preview-outcome";
import { usePreview } from "./use-preview";

interface PreviewPanelProps {
  collectionId: string;
  chunking: ChunkingSettings;
  parser: ParserChoice;
  /** Endings of files that can be read. */
  accepted: string[];
}

/** Shows what would become of a file under the settings as they stand above, saved or not. */
export function PreviewPanel({ collectionId, chunking, parser, accepted }: PreviewPanelProps) {
  const { attempt, preview, fault, show, clear } = usePreview(collectionId);
  const settings = { chunking, parser };
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    onDrop: ([file]) => {
      if (file) void show(file, settings);
    },
    multiple: false,
    noClick: true,
    noKeyboard: true,
  });
  const isStale =
    attempt !== null &&
    (attempt.parser !== parser ||
      attempt.chunking.tokensMax !== chunking.tokensMax ||
      attempt.chunking.overlapShare !== chunking.overlapShare);
  const isLocked = fault?.code === "encrypted_file" || fault?.code === "wrong_password";

  return (
    <section aria-labelledby="preview-title" className="grid gap-4">
      <div className="grid gap-1">
        <h2 id="preview-title" className="font-serif text-xl leading-tight font-semibold">
          Preview
        </h2>
        <p className="max-w-2xl text-sm leading-relaxed text-muted-foreground">
          Drop a file to see into what chunks it would be cut by the settings above, before you save them. The
          file isn't kept.
        </p>
      </div>
      <div
        {...getRootProps()}
        className={cn(
          "flex flex-wrap items-center justify-center gap-x-4 gap-y-3 rounded-lg border border-dashed border-input bg-card px-4 py-5 text-center text-sm transition-colors",
          isDragActive && "border-solid border-primary bg-accent text-accent-foreground",
        )}
      >
        <input {...getInputProps({ accept: accepted.join(","), "aria-label": "File to preview" })} />
        <FileSearch aria-hidden className="size-5 text-muted-foreground" strokeWidth={1.5} />
        <span className="min-w-0 break-words">
          {isDragActive ? "Let go to see its chunks" : attempt ? attempt.file.name : "Drop one file here"}
        </span>
        <Button variant="outline" size="sm" onClick={open}>
          {attempt ? "Another file" : "Choose a file"}
        </Button>
        {attempt ? (
          <Button variant="ghost" size="sm" onClick={clear}>
            Clear
          </Button>
        ) : null}
      </div>
      {attempt && isStale ? (
        <Alert
          action={
            <Button size="sm" onClick={() => void show(attempt.file, settings, attempt.password)}>
              Cut it again
            </Button>
          }
        >
          The settings have changed since this file was cut.
        </Alert>
      ) : null}
      {attempt && fault ? (
        <Alert variant="destructive">
          {isLocked ? "The file is encrypted. Give its password to see its chunks." : fault.message}
        </Alert>
      ) : null}
      {attempt && isLocked ? (
        <PasswordForm
          key={attempt.previewId}
          fileName={attempt.file.name}
          isWrong={fault.code === "wrong_password"}
          submitLabel="Try with this password"
          onSubmit={(password) => void show(attempt.file, settings, password)}
        />
      ) : null}
      {attempt && !fault && !preview?.result ? (
        <div role="status" className="grid gap-3">
          <p className="text-sm text-muted-foreground">Reading {attempt.file.name}…</p>
          <Skeleton className="h-24 w-full" />
          <Skeleton className="h-40 w-full" />
        </div>
      ) : null}
      {attempt && preview?.result ? (
        <PreviewOutcome key={preview.id} result={preview.result} tokensMax={attempt.chunking.tokensMax} />
      ) : null}
    </section>
  );
}
