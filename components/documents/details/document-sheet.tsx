"use client";

import { Ban, ExternalLink, RotateCw, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { formatCount } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import {
  Sheet,
  SheetBody,
  SheetContent,
  SheetDescription,
  SheetHeader,
  SheetTitle,
} from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { type DocumentView, isAwaitingPassword, isRetryable, isUnfinished } from "../document-view";
import { DocumentStatusBadge } from "../table/document-status";
import { UploadLine } from "../upload/upload-line";
import { useUploads } from "../upload/uploads";
import { useDocument } from "../use-document";
import { DocumentMetadata } from "./document-metadata";
import { DocumentTabs } from "./document-tabs";
import { FailureNote } from "./failure-note";
import { NewVersionButton } from "./new-version-button";

interface DocumentSheetProps {
  /** The document to show; null closes the sheet. */
  document: DocumentView | null;
  /** Languages whose words are known, ISO 639-3. */
  languages: readonly string[];
  onClose: () => void;
  onChanged: () => void;
  onRetry: (document: DocumentView) => Promise<void>;
  onCancel: (document: DocumentView) => Promise<void>;
  onDelete: (document: DocumentView) => void;
}

/** Everything about one document beside the list: where it stands, its receipt, its chunks and its versions. */
export function DocumentSheet({ document, onClose, ...actions }: DocumentSheetProps) {
  return (
    <Sheet open={document !== null} onOpenChange={(open) => open || onClose()}>
      <SheetContent className="w-[min(42rem,100vw)]">
        {document ? <DocumentDetails key={document.id} known={document} {...actions} /> : null}
      </SheetContent>
    </Sheet>
  );
}

interface DocumentDetailsProps extends Omit<DocumentSheetProps, "document" | "onClose"> {
  known: DocumentView;
}

function DocumentDetails({ known, languages, onChanged, ...actions }: DocumentDetailsProps) {
  const [shownId, setShownId] = useState(known.id);
  const { data, error: fault, mutate } = useDocument(shownId);
  const document = data ?? (shownId === known.id ? known : null);
  const changed = () => {
    void mutate();
    onChanged();
  };
  const sendPassword = async (password: string) => {
    try {
      await apiRequest(`/api/v1/documents/${shownId}/retry`, { body: { password } });
      changed();
    } catch (thrown) {
      toast.error(messageOf(thrown));
    }
  };

  if (!document)
    return (
      <>
        <SheetTitle className="sr-only">{known.title}</SheetTitle>
        <SheetBody>
          {fault ? <Alert variant="destructive">{messageOf(fault)}</Alert> : <Skeleton className="h-48" />}
        </SheetBody>
      </>
    );
  const { error, versions = [] } = document;
  const current = versions.find(({ supersededAt, status }) => !supersededAt && status === "ready");
  return (
    <>
      <DetailsHeader document={document} onChanged={changed} {...actions} />
      <SheetBody>
        <NewVersionUploads document={document} onSent={changed} />
        {fault ? (
          <Alert variant="destructive" className="mb-4">
            {messageOf(fault)}
          </Alert>
        ) : null}
        {document.supersededAt ? (
          <Alert
            className="mb-4"
            action={
              current ? (
                <Button variant="outline" size="sm" onClick={() => setShownId(current.id)}>
                  Show version {current.version}
                </Button>
              ) : null
            }
          >
            This is version {document.version}. It isn't searched any more, and opens from what cited it.
          </Alert>
        ) : null}
        {error ? <FailureNote document={{ ...document, error }} onPassword={sendPassword} /> : null}
        {isUnfinished(document) ? <Alert className="mb-4">{waitingText(document)}</Alert> : null}
        <DocumentMetadata
          key={`about ${document.id}`}
          document={document}
          languages={languages}
          onChanged={changed}
        />
        <DocumentTabs key={document.id} document={document} onShow={setShownId} />
      </SheetBody>
    </>
  );
}

/** New versions of it that are on their way, or were refused. Calls `onSent` when one has arrived. */
function NewVersionUploads({ document, onSent }: { document: DocumentView; onSent: () => void }) {
  const all = useUploads(document.collectionId, document.id);
  const uploads = all.filter(({ state }) => state !== "sent");
  const sentCount = all.length - uploads.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another upload is news
  useEffect(() => {
    if (sentCount > 0) onSent();
  }, [sentCount]);
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="New version" className="mb-4 divide-y rounded-lg border bg-card px-3 py-1">
      {uploads.map((upload) => (
        <UploadLine key={upload.id} upload={upload} />
      ))}
    </ul>
  );
}

interface DetailsHeaderProps extends Omit<DocumentDetailsProps, "known" | "languages"> {
  document: DocumentView;
}

function DetailsHeader({ document, onChanged, onRetry, onCancel, onDelete }: DetailsHeaderProps) {
  const { title, fileName, sourceKey, version = 1 } = document;
  return (
    <SheetHeader>
      <SheetTitle dir="auto" className="text-left break-words">
        {title}
      </SheetTitle>
      <SheetDescription dir="auto" className="text-left break-all">
        {sourceKey ?? fileName}
      </SheetDescription>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <DocumentStatusBadge document={document} />
        {version > 1 ? <Badge variant="outline">Version {version}</Badge> : null}
      </div>
      <div className="mt-2 -mr-9 flex flex-wrap items-center gap-2">
        <Button asChild variant="outline" size="sm">
          <a href={`/api/v1/documents/${document.id}/file`} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden />
            Original file
          </a>
        </Button>
        {isRetryable(document) && !isAwaitingPassword(document) ? (
          <Button variant="outline" size="sm" onClick={() => void onRetry(document).then(onChanged)}>
            <RotateCw />
            Try again
          </Button>
        ) : null}
        {isUnfinished(document) ? (
          <Button variant="outline" size="sm" onClick={() => void onCancel(document).then(onChanged)}>
            <Ban />
            Cancel
          </Button>
        ) : null}
        {document.supersededAt ? null : <NewVersionButton document={document} />}
        <Button variant="ghost" size="sm" className="text-destructive" onClick={() => onDelete(document)}>
          <Trash2 />
          Delete
        </Button>
      </div>
    </SheetHeader>
  );
}

function waitingText({ queue, version = 1 }: DocumentView): string {
  const when =
    version > 1 ? "Until it is ready, the version before is found." : "It can be searched once it is ready.";
  if (queue?.state === "paused") return `Its collection is paused. ${when}`;
  if (queue?.state === "budget")
    return `The budget doesn't cover embedding it: it waits until there is room. ${when}`;
  if (queue?.state === "no_worker") return `It waits for a worker, and none is running. ${when}`;
  if (queue && queue.position > 1) return `${formatCount(queue.position - 1)} ahead of it. ${when}`;
  return when;
}
