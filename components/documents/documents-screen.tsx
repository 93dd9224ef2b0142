"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import { LoadFailure } from "@/components/admin/load-failure";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import type { DocumentStatus } from "@/lib/document";
import type { DocumentKind } from "@/lib/search";
import { CollectionSummary } from "./collection-summary";
import type { CollectionView } from "./collection-view";
import { DocumentSheet } from "./details/document-sheet";
import { chooseDocuments, chooseMatching } from "./document-choice";
import type { DocumentView } from "./document-view";
import { DocumentFilterBar } from "./table/document-filter-bar";
import type { DocumentRowActions } from "./table/document-row";
import { DocumentTable } from "./table/document-table";
import { NoDocuments } from "./table/no-documents";
import { SelectionBar } from "./table/selection-bar";
import { type DocumentFilter, useDocumentList } from "./table/use-document-list";
import { useSelection } from "./table/use-selection";
import type { AcceptedKind } from "./upload/accepted-types";
import { UploadList } from "./upload/upload-list";
import { UploadZone } from "./upload/upload-zone";
import { uploadQueue, useIsUploading } from "./upload/uploads";
import { useDocumentActions } from "./use-document-actions";
import { useDocumentCounts } from "./use-document-counts";
import { useDocumentFacets } from "./use-document-facets";

interface DocumentsScreenProps {
  collection: CollectionView;
  accepted: AcceptedKind[];
  bytesMax: number;
  initialStatus: DocumentStatus | null;
  /** Languages whose words are known, ISO 639-3. */
  languages: readonly string[];
}

/** A collection's documents: uploading them, watching them become ready, finding, retrying and deleting them. */
export function DocumentsScreen({ collection, accepted, bytesMax, ...props }: DocumentsScreenProps) {
  const collectionId = collection.id;
  const [status, setStatus] = useState(props.initialStatus);
  const [kind, setKind] = useState<DocumentKind | null>(null);
  const [tag, setTag] = useState<string | null>(null);
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState<DocumentView | null>(null);

  const isUploading = useIsUploading(collectionId);
  const { data: facets } = useDocumentFacets([collectionId]);
  const {
    data: counts,
    error: countsFault,
    mutate: reloadCounts,
  } = useDocumentCounts(collectionId, isUploading);
  const filter: DocumentFilter = useMemo(
    () => ({ collectionId, status, kind, tag, search }),
    [collectionId, status, kind, tag, search],
  );
  const list = useDocumentList(filter, isUploading);
  const { rows, reload: reloadList, remove } = list;
  const total = countMatching(filter, counts);
  const selection = useSelection(rows ?? [], list.filterKey);

  const refresh = useCallback(() => {
    reloadList();
    void reloadCounts();
  }, [reloadList, reloadCounts]);
  const { clear } = selection;
  const actions = useDocumentActions({
    onDone: refresh,
    onDeleted: (gone) => {
      remove(gone);
      clear();
      setOpened(null);
    },
  });

  // The last file's document appears after the last upload ended, when nothing asks every second any more.
  useEffect(() => {
    if (!isUploading) refresh();
  }, [isUploading, refresh]);

  const { retry, cancel, askToDelete } = actions;
  const rowActions = useMemo(
    (): DocumentRowActions => ({
      onOpen: setOpened,
      onRetry: (document) => void retry(chooseDocuments([document])),
      onCancel: (document) => void cancel(chooseDocuments([document])),
      onDelete: (document) => askToDelete(chooseDocuments([document])),
    }),
    [retry, cancel, askToDelete],
  );

  const selected = rows?.filter(selection.isSelected) ?? [];
  const selectedCount = selection.isAllMatching && total !== null ? total : selected.length;
  const chosen = () =>
    selection.isAllMatching ? chooseMatching(filter, selectedCount) : chooseDocuments(selected);
  const isAllListed = rows !== undefined && selected.length === rows.length;
  return (
    <div className="flex flex-col gap-5">
      {countsFault && !counts ? null : (
        <CollectionSummary
          counts={counts}
          isPaused={collection.isPaused === true}
          collectionId={collectionId}
        />
      )}
      <UploadZone
        accepted={accepted}
        bytesMax={bytesMax}
        onFiles={(files) => uploadQueue.add(collectionId, files)}
      />
      <UploadList collectionId={collectionId} />
      <DocumentFilterBar
        status={status}
        kind={kind}
        tag={tag}
        tags={facets?.tags ?? []}
        counts={counts}
        onStatus={setStatus}
        onKind={setKind}
        onTag={setTag}
        onSearch={setSearch}
      />
      <SelectionBar
        selected={selected}
        count={selectedCount}
        matching={isAllListed ? total : null}
        work={actions.work}
        onSelectMatching={selection.selectMatching}
        onRetry={() => void retry(chosen())}
        onCancel={() => void cancel(chosen())}
        onDelete={() => askToDelete(chosen())}
        onClear={clear}
        onStop={actions.stop}
      />
      {list.error ? <LoadFailure error={list.error} onRetry={refresh} /> : null}
      {rows || list.error ? null : <ListSkeleton label="Loading documents" rows={5} />}
      {rows?.length === 0 ? (
        <NoDocuments isFiltered={status !== null || kind !== null || tag !== null || search !== ""} />
      ) : null}
      {rows && rows.length > 0 ? (
        <div className={list.isStale ? "opacity-60 transition-opacity" : undefined}>
          <DocumentTable
            documents={rows}
            total={total}
            hasMore={list.hasMore}
            isSelected={selection.isSelected}
            onToggle={selection.toggle}
            onToggleAll={selection.toggleAll}
            onVisible={list.onVisible}
            onNearEnd={list.readOn}
            actions={rowActions}
          />
        </div>
      ) : null}
      <DocumentSheet
        document={opened}
        languages={props.languages}
        onClose={() => setOpened(null)}
        onChanged={refresh}
        onRetry={(document) => retry(chooseDocuments([document]))}
        onCancel={(document) => cancel(chooseDocuments([document]))}
        onDelete={(document) => askToDelete(chooseDocuments([document]))}
      />
      {actions.dialogs}
    </div>
  );
}

/** How many documents a filter lets through, where the counts say: not of a search or a tag, nor of two conditions at once. */
function countMatching(
  filter: DocumentFilter,
  counts: ReturnType<typeof useDocumentCounts>["data"],
): number | null {
  const { status, kind, tag, search } = filter;
  if (!counts || tag || search !== "" || (status && kind)) return null;
  if (status) return counts.byStatus[status] ?? 0;
  return kind ? (counts.byKind[kind] ?? 0) : counts.total;
}
