import type { Metadata } from "next";
import Link from "next/link";
import { CollectionTabs } from "@/components/documents/collection-tabs";
import { DocumentsScreen } from "@/components/documents/documents-screen";
import { PageHeader } from "@/components/ui/page-header";
import { documentStatuses } from "@/lib/document";
import { env } from "@/lib/env";
import { knownLanguages } from "@/lib/stem-word";
import { listAcceptedKinds } from "../list-accepted-kinds";
import { openCollection } from "./open-collection";

export const metadata: Metadata = { title: "Documents" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ status?: string | string[] }>;
}

export default async function CollectionPage({ params, searchParams }: Props) {
  const { status } = await searchParams;
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
      <CollectionTabs collectionId={collection.id} current="documents" />
      <DocumentsScreen
        key={collection.id}
        collection={collection}
        accepted={listAcceptedKinds()}
        bytesMax={env().UPLOAD_BYTES_MAX}
        languages={knownLanguages}
        initialStatus={documentStatuses.find((known) => known === status) ?? null}
      />
    </>
  );
}
