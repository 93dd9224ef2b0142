"use client";

import { ExternalLink, RotateCw, Trash2 } from "lucide-react";
import { formatCount } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import {
  Sheet,
  SheetBody,
  SheetContent,
  SheetDescription,
  SheetHeader,
  SheetTitle,
} from "@/components/ui/sheet";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { DocumentChunks } from "./document-chunks";
import { DocumentReceipt } from "./document-receipt";
import { DocumentStatusBadge } from "./document-status";
import { type DocumentView, isRetryable, isUnfinished } from "./document-view";
import { useDocument } from "./use-documents";

interface DocumentSheetProps {
  /** The document to show; null closes the sheet. */
  document: DocumentView | null;
  onClose: () => void;
  onRetry: (document: DocumentView) => void;
  onDelete: (document: DocumentView) => void;
}

/** Everything about one document beside the list: where it stands, its receipt, and its chunks. */
export function DocumentSheet({ document, onClose, ...actions }: DocumentSheetProps) {
  return (
    <Sheet open={document !== null} onOpenChange={(open) => open || onClose()}>
      <SheetContent>{document ? <DocumentDetails known={document} {...actions} /> : null}</SheetContent>
    </Sheet>
  );
}

interface DocumentDetailsProps extends Pick<DocumentSheetProps, "onRetry" | "onDelete"> {
  known: DocumentView;
}

function DocumentDetails({ known, onRetry, onDelete }: DocumentDetailsProps) {
  const { data: document = known } = useDocument(known);
  const { status, error, receipt } = document;
  return (
    <>
      <SheetHeader>
        <SheetTitle className="break-words">{document.title}</SheetTitle>
        <SheetDescription className="break-all">{document.fileName}</SheetDescription>
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <DocumentStatusBadge document={document} />
          <Button asChild variant="outline" size="sm">
            <a href={`/api/v1/documents/${document.id}/file`} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              Original file
            </a>
          </Button>
          {isRetryable(document) ? (
            <Button variant="outline" size="sm" onClick={() => onRetry(document)}>
              <RotateCw />
              Try again
            </Button>
          ) : null}
          <Button variant="ghost" size="sm" className="text-destructive" onClick={() => onDelete(document)}>
            <Trash2 />
            Delete
          </Button>
        </div>
      </SheetHeader>
      <SheetBody>
        {error ? (
          <Alert variant="destructive" className="mb-4">
            {error.message} <span className="text-[13px]">({error.code})</span>
          </Alert>
        ) : null}
        {isUnfinished(document) ? <Alert className="mb-4">It can be searched once it is ready.</Alert> : null}
        {status === "ready" && receipt ? (
          <Tabs defaultValue="receipt">
            <TabsList>
              <TabsTrigger value="receipt">Receipt</TabsTrigger>
              <TabsTrigger value="chunks">Chunks ({formatCount(receipt.chunks)})</TabsTrigger>
            </TabsList>
            <TabsContent value="receipt">
              <DocumentReceipt receipt={receipt} />
            </TabsContent>
            <TabsContent value="chunks">
              <DocumentChunks documentId={document.id} />
            </TabsContent>
          </Tabs>
        ) : null}
      </SheetBody>
    </>
  );
}
