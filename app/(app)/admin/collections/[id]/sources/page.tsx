import type { Metadata } from "next";
import Link from "next/link";
import { CollectionTabs } from "@/components/documents/collection-tabs";
import { SourcesScreen } from "@/components/sources/sources-screen";
import { PageHeader } from "@/components/ui/page-header";
import { openedFolders } from "@/ingestion/sources/save-source";
import { openCollection } from "../open-collection";

export const metadata: Metadata = { title: "Sources" };

export default async function SourcesPage({ params }: { params: Promise<{ id: string }> }) {
  const collection = await openCollection(params);
  return (
    <>
      <PageHeader
        title={collection.name}
        description={
          <Link href="/admin/collections" className="underline underline-offset-4">
            All collections
          </Link>
        }
      />
      <CollectionTabs collectionId={collection.id} current="sources" />
      <SourcesScreen key={collection.id} collectionId={collection.id} folders={openedFolders()} />
    </>
  );
}
