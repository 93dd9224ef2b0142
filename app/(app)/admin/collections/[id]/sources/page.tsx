import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { z } from "zod";
import { CollectionTabs } from "@/components/documents/collection-tabs";
import { SourcesScreen } from "@/components/sources/sources-screen";
import { PageHeader } from "@/components/ui/page-header";
import { findCollection } from "@/db/collections";
import { openedFolders } from "@/ingestion/sources/save-source";
import { AppError } from "@/lib/errors";
import { requireAdmin } from "../../../require-admin";

export const metadata: Metadata = { title: "Sources" };

export default async function SourcesPage({ params }: { params: Promise<{ id: string }> }) {
  const principal = await requireAdmin();
  const id = z.uuid().safeParse((await params).id).data ?? notFound();
  const collection = await findCollection(principal, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "collection_not_found") notFound();
    throw error;
  });
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
