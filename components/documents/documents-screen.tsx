"use client";

import { FileSearch, FileUp } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { messageOf } from "@/components/admin/api-request";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import type { DocumentStatus } from "@/lib/turn";
import { CollectionSummary } from "./collection-summary";
import type { CollectionView } from "./collection-view";
import { DocumentFilterBar } from "./document-filter-bar";
import { DocumentSheet } from "./document-sheet";
import { DocumentTable } from "./document-table";
import type { DocumentView } from "./document-view";
import { PageButtons } from "./page-buttons";
import { SelectionBar } from "./selection-bar";
import { UploadList } from "./upload-list";
import { UploadZone } from "./upload-zone";
import { uploadQueue, useIsUploading } from "./uploads";
import { useCollections } from "./use-collections";
import { useDocumentActions } from "./use-document-actions";
import { useDocuments } from "./use-documents";
import { usePaging } from "./use-paging";

interface DocumentsScreenProps {
  collection: CollectionView;
  bytesMax: number;
  initialStatus: DocumentStatus | null;
}

/** A collection's documents: uploading them, watching them become ready, finding, retrying and deleting them. */
export function DocumentsScreen({ collection, bytesMax, initialStatus }: DocumentsScreenProps) {
  const [status, setStatus] = useState(initialStatus);
  const [search, setSearch] = useState("");
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<DocumentView | null>(null);
  const paging = usePaging();

  const isUploading = useIsUploading(collection.id);
  const counts = useCollections({ watchedId: collection.id, isExpectingMore: isUploading });
  const current = counts.data?.collections.find(({ id }) => id === collection.id) ?? collection;
  const list = useDocuments(
    { collectionId: collection.id, status, search, cursor: paging.cursor },
    isUploading,
  );
  const documents = list.data?.documents;

  const refresh = () => {
    void list.mutate();
    void counts.mutate();
  };
  const actions = useDocumentActions({
    onDone: refresh,
    onDeleted: () => {
      setOpened(null);
      setSelectedIds(new Set());
    },
  });

  // The last file's document appears after the last upload ended, when nothing asks every second any more.
  const { mutate: reloadList } = list;
  const { mutate: reloadCounts } = counts;
  useEffect(() => {
    if (isUploading) return;
    void reloadList();
    void reloadCounts();
  }, [isUploading, reloadList, reloadCounts]);

  const goTo = (move: () => void) => {
    setSelectedIds(new Set());
    move();
  };
  const { reset } = paging;
  const filterBy = useCallback(
    (change: () => void) => {
      setSelectedIds(new Set());
      reset();
      change();
    },
    [reset],
  );
  const searchFor = useCallback(
    (text: string) => text !== search && filterBy(() => setSearch(text)),
    [search, filterBy],
  );

  const selected = documents?.filter(({ id }) => selectedIds.has(id)) ?? [];
  return (
    <div className="flex flex-col gap-5">
      <CollectionSummary collection={current} />
      <UploadZone bytesMax={bytesMax} onFiles={(files) => uploadQueue.add(collection.id, files)} />
      <UploadList collectionId={collection.id} />
      <div className="flex flex-wrap items-center gap-2">
        <DocumentFilterBar
          status={status}
          onStatus={(next) => filterBy(() => setStatus(next))}
          onSearch={searchFor}
        />
      </div>
      <SelectionBar
        selected={selected}
        onRetry={() => actions.retry(selected)}
        onDelete={() => actions.askToDelete(selected)}
        onClear={() => setSelectedIds(new Set())}
      />
      {list.error ? (
        <Alert
          variant="destructive"
          action={
            <Button variant="outline" size="sm" onClick={refresh}>
              Try again
            </Button>
          }
        >
          {messageOf(list.error)}
        </Alert>
      ) : null}
      {documents ? null : <DocumentsSkeleton />}
      {documents?.length === 0 ? (
        <NoDocuments isFiltered={status !== null || search !== ""} isFirstPage={paging.pageNumber === 1} />
      ) : null}
      {documents && documents.length > 0 ? (
        <DocumentTable
          documents={documents}
          selectedIds={selectedIds}
          onSelect={setSelectedIds}
          onOpen={setOpened}
          onRetry={(document) => actions.retry([document])}
          onDelete={(document) => actions.askToDelete([document])}
        />
      ) : null}
      <PageButtons
        pageNumber={paging.pageNumber}
        nextCursor={list.data?.nextCursor ?? null}
        onBack={() => goTo(paging.goBack)}
        onForward={(cursor) => goTo(() => paging.goForward(cursor))}
      />
      <DocumentSheet
        document={opened}
        onClose={() => setOpened(null)}
        onRetry={(document) => actions.retry([document])}
        onDelete={(document) => actions.askToDelete([document])}
      />
      {actions.dialog}
    </div>
  );
}

function DocumentsSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-2">
      <span className="sr-only">Loading documents</span>
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} className="h-12 w-full" />
      ))}
    </div>
  );
}

function NoDocuments({ isFiltered, isFirstPage }: { isFiltered: boolean; isFirstPage: boolean }) {
  if (isFiltered)
    return (
      <EmptyState
        icon={FileSearch}
        title="No document matches"
        description="Change the search or the status."
      />
    );
  if (!isFirstPage) return <EmptyState icon={FileSearch} title="Nothing on this page any more" />;
  return (
    <EmptyState
      icon={FileUp}
      title="No documents yet"
      description="Upload some above. Each can be asked about as soon as it is ready, usually within seconds."
    />
  );
}
