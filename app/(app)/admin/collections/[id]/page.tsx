import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { z } from "zod";
import { CollectionTabs } from "@/components/documents/collection-tabs";
import { DocumentsScreen } from "@/components/documents/documents-screen";
import { PageHeader } from "@/components/ui/page-header";
import { findCollection } from "@/db/collections";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { documentStatuses } from "@/lib/turn";
import { requireAdmin } from "../../require-admin";
import { listAcceptedKinds } from "../list-accepted-kinds";

export const metadata: Metadata = { title: "Documents" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ status?: string | string[] }>;
}

export default async function CollectionPage({ params, searchParams }: Props) {
  const principal = await requireAdmin();
  const id = z.uuid().safeParse((await params).id).data ?? notFound();
  const { status } = await searchParams;
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
      <CollectionTabs collectionId={collection.id} current="documents" />
      <DocumentsScreen
        key={collection.id}
        collection={collection}
        accepted={listAcceptedKinds()}
        bytesMax={env().UPLOAD_BYTES_MAX}
        initialStatus={documentStatuses.find((known) => known === status) ?? null}
      />
    </>
  );
}
