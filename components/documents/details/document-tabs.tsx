"use client";

import { formatCount } from "@/components/admin/format-figures";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import type { DocumentView } from "../document-view";
import { DocumentChunks } from "./document-chunks";
import { DocumentReceipt } from "./document-receipt";
import { VersionList } from "./version-list";

/** A document's receipt, its chunks as the models read them, and its versions: whatever of these there is. */
export function DocumentTabs({
  document,
  onShow,
}: {
  document: DocumentView;
  onShow: (documentId: string) => void;
}) {
  const { id, status, receipt, versions = [] } = document;
  const readable = status === "ready" ? receipt : undefined;
  const hasHistory = versions.length > 1;
  if (!readable && !hasHistory) return null;
  return (
    <Tabs defaultValue={readable ? "receipt" : "versions"}>
      <TabsList>
        {readable ? (
          <>
            <TabsTrigger value="receipt">Receipt</TabsTrigger>
            <TabsTrigger value="chunks">What the model will see ({formatCount(readable.chunks)})</TabsTrigger>
          </>
        ) : null}
        {hasHistory ? (
          <TabsTrigger value="versions">Versions ({formatCount(versions.length)})</TabsTrigger>
        ) : null}
      </TabsList>
      {readable ? (
        <>
          <TabsContent value="receipt">
            <DocumentReceipt receipt={readable} />
          </TabsContent>
          <TabsContent value="chunks">
            <DocumentChunks documentId={id} />
          </TabsContent>
        </>
      ) : null}
      {hasHistory ? (
        <TabsContent value="versions">
          <VersionList versions={versions} shownId={id} onShow={onShow} />
        </TabsContent>
      ) : null}
    </Tabs>
  );
}
