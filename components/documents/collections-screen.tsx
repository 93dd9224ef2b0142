"use client";

import { Library } from "lucide-react";
import { useState } from "react";
import { LoadFailure } from "@/components/admin/load-failure";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import { type CollectionAction, CollectionTable } from "./collection-table";
import type { CollectionView } from "./collection-view";
import { CreateCollectionDialog } from "./create-collection-dialog";
import { DeleteCollectionDialog } from "./delete-collection-dialog";
import { ReadersDialog } from "./readers-dialog";
import { RenameCollectionDialog } from "./rename-collection-dialog";
import { useCollections } from "./use-collections";

/** The page of all collections: their counts, making new ones, and what can be changed about each. */
export function CollectionsScreen() {
  const { data, error, mutate } = useCollections();
  const [chosen, setChosen] = useState<{ action: CollectionAction; collection: CollectionView } | null>(null);
  const collections = data?.collections;
  const reload = async () => {
    await mutate();
  };
  const dialogFor = (action: CollectionAction) => ({
    collection: chosen?.action === action ? chosen.collection : null,
    onClose: () => setChosen(null),
    onChanged: reload,
  });

  return (
    <>
      <PageHeader
        title="Collections"
        description="A collection is a set of documents with the people who may ask about them."
      >
        <CreateCollectionDialog onChanged={reload} />
      </PageHeader>
      {error ? <LoadFailure error={error} onRetry={reload} /> : null}
      {!collections && !error ? <ListSkeleton label="Loading collections" /> : null}
      {collections?.length === 0 ? (
        <EmptyState
          icon={Library}
          title="No collections yet"
          description="Make one, upload documents into it, and ask your first question."
        />
      ) : null}
      {collections && collections.length > 0 ? (
        <CollectionTable
          collections={collections}
          onChoose={(action, collection) => setChosen({ action, collection })}
        />
      ) : null}
      <RenameCollectionDialog {...dialogFor("rename")} />
      <ReadersDialog {...dialogFor("readers")} />
      <DeleteCollectionDialog {...dialogFor("delete")} />
    </>
  );
}
