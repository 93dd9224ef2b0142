import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { z } from "zod";
import { CollectionTabs } from "@/components/documents/collection-tabs";
import { SettingsScreen } from "@/components/documents/settings/settings-screen";
import { PageHeader } from "@/components/ui/page-header";
import { findCollection } from "@/db/collections";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { requireAdmin } from "../../../require-admin";
import { listAcceptedKinds } from "../../list-accepted-kinds";

export const metadata: Metadata = { title: "Settings" };

export default async function CollectionSettingsPage({ params }: { params: Promise<{ id: string }> }) {
  const principal = await requireAdmin();
  const id = z.uuid().safeParse((await params).id).data ?? notFound();
  const collection = await findCollection(principal, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "collection_not_found") notFound();
    throw error;
  });
  const { chunking, parser, isPaused, readyCount, failedCount } = collection;
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
      <CollectionTabs collectionId={collection.id} current="settings" />
      <SettingsScreen
        key={collection.id}
        collectionId={collection.id}
        saved={{ chunking, parser, isPaused }}
        finishedCount={readyCount + failedCount}
        hasUnstructured={Boolean(env().UNSTRUCTURED_API_URL)}
        accepted={listAcceptedKinds().flatMap(({ extensions }) => extensions)}
      />
    </>
  );
}
