"use client";

import { CircleAlert, Copy, X } from "lucide-react";
import { useEffect } from "react";
import { formatBytes, formatPlural } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import type { Upload } from "./upload-queue";
import { uploadQueue, useUploads } from "./uploads";

/** More rows than this say nothing more to a person. */
const rowsMax = 60;

/** What matters most comes first. A file that was sent is a document now and stands in the list of these. */
const order: Upload["state"][] = ["refused", "sending", "duplicate", "waiting"];

/** The files on their way to a collection, each with its progress or with the server's reason for refusing it. */
export function UploadList({ collectionId }: { collectionId: string }) {
  const uploads = useUploads(collectionId);
  const inState = (state: Upload["state"]) => uploads.filter((upload) => upload.state === state);
  const isActive = inState("sending").length + inState("waiting").length > 0;
  const refused = inState("refused");

  useEffect(() => {
    if (!isActive) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isActive]);

  if (uploads.length === 0) return null;
  const listed = order.flatMap(inState);
  const doneShare = uploads.reduce((sum, { sentShare }) => sum + sentShare, 0) / uploads.length;

  return (
    <section aria-label="Uploads" className="flex flex-col gap-3 rounded-lg border bg-card p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm font-medium">
          {summaryOf(uploads)}
        </p>
        <div className="flex gap-2">
          {refused.length > 1 ? (
            <Button variant="outline" size="sm" onClick={() => retryAll(refused)}>
              Try {refused.length} again
            </Button>
          ) : null}
          {uploads.length > inState("waiting").length + inState("sending").length + refused.length ? (
            <Button variant="ghost" size="sm" onClick={() => uploadQueue.clearDone(collectionId)}>
              Clear the finished
            </Button>
          ) : null}
        </div>
      </div>
      {isActive ? <Progress share={doneShare} label="All uploads" /> : null}
      <ul className="flex max-h-72 empty:hidden flex-col divide-y overflow-y-auto">
        {listed.slice(0, rowsMax).map((upload) => (
          <UploadLine key={upload.id} upload={upload} />
        ))}
      </ul>
      {listed.length > rowsMax ? (
        <p className="text-[13px] text-muted-foreground">
          and {formatPlural(listed.length - rowsMax, "more file")}
        </p>
      ) : null}
    </section>
  );
}

function UploadLine({ upload }: { upload: Upload }) {
  const { id, file, state, sentShare, message } = upload;
  return (
    <li className="flex items-center gap-3 py-2 text-sm">
      <StateIcon state={state} />
      <div className="min-w-0 flex-1">
        <p className="truncate" title={file.name}>
          {file.name} <span className="text-[13px] text-muted-foreground">{formatBytes(file.size)}</span>
        </p>
        {state === "sending" ? (
          <Progress share={sentShare} label={`Upload of ${file.name}`} className="mt-1" />
        ) : null}
        {state === "refused" ? <p className="text-[13px] break-words text-destructive">{message}</p> : null}
        {state === "duplicate" ? (
          <p className="text-[13px] text-muted-foreground">
            The collection has this file already. Nothing was added.
          </p>
        ) : null}
      </div>
      {state === "refused" ? (
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
    </li>
  );
}

function retryAll(refused: Upload[]) {
  for (const { id } of refused) uploadQueue.retry(id);
}

function StateIcon({ state }: { state: Upload["state"] }) {
  if (state === "refused") return <CircleAlert aria-hidden className="size-4 shrink-0 text-destructive" />;
  if (state === "duplicate") return <Copy aria-hidden className="size-4 shrink-0 text-muted-foreground" />;
  return <span aria-hidden className="size-4 shrink-0" />;
}

/** `Uploading: 3 of 12 files done, 2 refused, 1 here already` */
function summaryOf(uploads: readonly Upload[]): string {
  const count = (...states: Upload["state"][]) =>
    uploads.filter(({ state }) => states.includes(state)).length;
  const open = count("waiting", "sending");
  const parts = [
    open > 0
      ? `Uploading: ${count("sent", "duplicate")} of ${formatPlural(uploads.length, "file")} done`
      : `${formatPlural(count("sent"), "file")} uploaded`,
  ];
  if (count("refused")) parts.push(`${count("refused")} refused`);
  if (count("duplicate")) parts.push(`${count("duplicate")} here already`);
  return parts.join(", ");
}
