import type { Metadata } from "next";
import Link from "next/link";
import { CollectionTabs } from "@/components/documents/collection-tabs";
import { SettingsScreen } from "@/components/documents/settings/settings-screen";
import { PageHeader } from "@/components/ui/page-header";
import { env } from "@/lib/env";
import { knownLanguages } from "@/lib/stem-word";
import { listAcceptedKinds } from "../../list-accepted-kinds";
import { openCollection } from "../open-collection";

export const metadata: Metadata = { title: "Settings" };

export default async function CollectionSettingsPage({ params }: { params: Promise<{ id: string }> }) {
  const collection = await openCollection(params);
  const { chunking, parser, language, isPaused, readyCount, failedCount } = collection;
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
        saved={{ chunking, parser, language, isPaused }}
        finishedCount={readyCount + failedCount}
        hasUnstructured={Boolean(env().UNSTRUCTURED_API_URL)}
        languages={knownLanguages}
        accepted={listAcceptedKinds().flatMap(({ extensions }) => extensions)}
      />
    </>
  );
}
