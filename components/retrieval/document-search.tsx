"use client";

import { FileSearch, X } from "lucide-react";
import { useState } from "react";
import useSWR from "swr";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { useCollections } from "@/components/chat/use-collections";
import type { DocumentView } from "@/components/documents/document-view";
import { KindIcon } from "@/components/documents/kind-icon";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/search-input";
import { usePaused } from "@/components/ui/use-paused";

const shownMax = 8;

/** Picks one of the documents that the person may read, by its title. */
export function DocumentSearch({
  chosen,
  onChoose,
}: {
  /** The chosen one's title; null while none is. */
  chosen: string | null;
  onChoose: (document: { id: string; title: string } | null) => void;
}) {
  const [text, setText] = useState("");
  const search = usePaused(text.trim());
  const { data, error } = useSWR<{ documents: DocumentView[] }>(
    search === "" ? null : `/api/v1/documents?limit=${shownMax}&search=${encodeURIComponent(search)}`,
    apiRequest,
    { keepPreviousData: true },
  );

  if (chosen !== null)
    return (
      <div className="flex min-w-0 items-center gap-2 rounded-md border bg-card py-1 pr-1 pl-3 text-sm">
        <bdi className="min-w-0 flex-1 truncate font-medium">{chosen}</bdi>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Choose another document"
          onClick={() => onChoose(null)}
        >
          <X />
        </Button>
      </div>
    );
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <SearchInput icon={FileSearch} label="Document's title" value={text} onChange={setText} />
      {error ? <p className="text-[13px] text-destructive">{messageOf(error)}</p> : null}
      {search !== "" && data && (
        <Matches
          documents={data.documents}
          onChoose={({ id, title }) => {
            setText("");
            onChoose({ id, title });
          }}
        />
      )}
    </div>
  );
}

function Matches({
  documents,
  onChoose,
}: {
  documents: DocumentView[];
  onChoose: (document: DocumentView) => void;
}) {
  const known = useCollections();
  const nameOf = new Map(known?.collections.map(({ id, name }) => [id, name]));
  if (documents.length === 0)
    return (
      <p role="status" className="px-1 text-[13px] text-muted-foreground">
        No document that you may read has this in its title.
      </p>
    );
  return (
    <ul aria-label="Documents" className="grid grid-cols-1 rounded-md border bg-card p-1">
      {documents.map((document) => (
        <li key={document.id}>
          <button
            type="button"
            onClick={() => onChoose(document)}
            className="flex min-h-8 w-full items-center gap-2 rounded-sm px-2 py-1 text-left text-sm hover:bg-accent hover:text-accent-foreground focus-visible:-outline-offset-2"
          >
            <KindIcon kind={document.kind} />
            <bdi className="min-w-0 flex-1 truncate">{document.title}</bdi>
            <bdi className="max-w-[45%] truncate text-xs text-muted-foreground">
              {nameOf.get(document.collectionId)}
            </bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}
