"use client";

import { useEffect } from "react";
import { formatPlural } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { isPasswordCode } from "../document-view";
import { UploadLine } from "./upload-line";
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
  const retryable = refused.filter(({ code }) => !isPasswordCode(code ?? undefined));

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
          {retryable.length > 1 ? (
            <Button variant="outline" size="sm" onClick={() => retryAll(retryable)}>
              Try {retryable.length} again
            </Button>
          ) : null}
          {isActive ? (
            <Button variant="ghost" size="sm" onClick={() => stopAll(uploads)}>
              Stop
            </Button>
          ) : null}
          {inState("sent").length + inState("duplicate").length > 0 ? (
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

function retryAll(refused: Upload[]) {
  for (const { id } of refused) uploadQueue.retry(id);
}

/** What hasn't arrived is taken off the list; last first, so that no place becomes free for one that's next. */
function stopAll(uploads: readonly Upload[]) {
  for (const { id, state } of uploads.toReversed())
    if (state === "waiting" || state === "sending") uploadQueue.remove(id);
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
