"use client";

import { FolderSync, Plus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { LoadFailure } from "@/components/admin/load-failure";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import { DeleteSourceDialog } from "./delete-source-dialog";
import { RunsSheet } from "./runs-sheet";
import { SourceDialog } from "./source-dialog";
import { type SourceAction, SourceTable } from "./source-table";
import type { SourceView } from "./source-view";
import { useSources } from "./use-sources";

interface SourcesScreenProps {
  collectionId: string;
  /** Folders that the server's operator has opened. */
  folders: string[];
}

/** The places that a collection's documents are kept in step with. */
export function SourcesScreen({ collectionId, folders }: SourcesScreenProps) {
  const { data, error, mutate } = useSources(collectionId);
  const [edited, setEdited] = useState<SourceView | "new" | null>(null);
  const [deleted, setDeleted] = useState<SourceView | null>(null);
  const [opened, setOpened] = useState<SourceView | null>(null);
  const sources = data?.sources;
  const reload = async () => {
    await mutate();
  };

  const send = async (path: string, init: { method: string; body?: unknown }) => {
    try {
      await apiRequest(`/api/v1/sources/${path}`, init);
    } catch (failure) {
      toast.error(messageOf(failure));
    }
    await reload();
  };
  const choose = (action: SourceAction, source: SourceView) => {
    if (action === "runs") setOpened(source);
    else if (action === "change") setEdited(source);
    else if (action === "delete") setDeleted(source);
    else if (action === "sync") void send(`${source.id}/sync`, { method: "POST" });
    else void send(source.id, { method: "PATCH", body: { isEnabled: action === "resume" } });
  };

  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-2xl text-sm leading-relaxed text-muted-foreground">
          A source is a place that this collection is kept in step with, on a schedule or when you say so.
        </p>
        {sources && sources.length > 0 ? <AddButton onClick={() => setEdited("new")} /> : null}
      </div>
      {error ? <LoadFailure error={error} onRetry={reload} /> : null}
      {sources || error ? null : <ListSkeleton label="Loading sources" />}
      {sources?.length === 0 ? (
        <EmptyState
          icon={FolderSync}
          title="No sources yet"
          description="Add a web page, a sitemap, a part of a site, a feed, a server folder or a bucket. What is added, changed or removed there is followed here."
        >
          <AddButton onClick={() => setEdited("new")} />
        </EmptyState>
      ) : null}
      {sources && sources.length > 0 ? <SourceTable sources={sources} onChoose={choose} /> : null}
      <SourceDialog
        collectionId={collectionId}
        folders={folders}
        subject={edited}
        onClose={() => setEdited(null)}
        onSaved={reload}
      />
      <DeleteSourceDialog source={deleted} onClose={() => setDeleted(null)} onDeleted={reload} />
      <RunsSheet source={opened} onClose={() => setOpened(null)} onChanged={reload} />
    </div>
  );
}

function AddButton({ onClick }: { onClick: () => void }) {
  return (
    <Button onClick={onClick}>
      <Plus />
      Add a source
    </Button>
  );
}
