"use client";

import useSWRInfinite from "swr/infinite";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { formatPlural } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ListSkeleton } from "@/components/ui/list-skeleton";

/** A chunk as /api/v1/documents/{id}/chunks tells it. */
export interface ChunkView {
  id: string;
  ordinal: number;
  text: string;
  headingPath: string[];
  page: number | null;
  pageEnd: number | null;
  tokenCount: number;
}

interface ChunkPageView {
  chunks: ChunkView[];
  nextCursor: string | null;
}

const chunksPerPage = 20;

/** A document's chunks in order, as search and the models read them, twenty more at a time. */
export function DocumentChunks({ documentId }: { documentId: string }) {
  const { data, error, size, setSize, isLoading, isValidating } = useSWRInfinite<ChunkPageView>(
    (index: number, before: ChunkPageView | null) => {
      if (index > 0 && !before?.nextCursor) return null;
      const cursor = before?.nextCursor ? `&cursor=${encodeURIComponent(before.nextCursor)}` : "";
      return `/api/v1/documents/${documentId}/chunks?limit=${chunksPerPage}${cursor}`;
    },
    apiRequest,
    { revalidateFirstPage: false, revalidateOnFocus: false },
  );
  if (error) return <Alert variant="destructive">{messageOf(error)}</Alert>;
  if (isLoading || !data) return <ListSkeleton label="Loading the chunks" />;
  const chunks = data.flatMap((page) => page.chunks);
  if (chunks.length === 0) return <p className="text-sm text-muted-foreground">It has no chunks.</p>;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-[13px] text-muted-foreground">
        Search finds these pieces, and the model reads them with their headings. It never sees the file
        itself.
      </p>
      <ol className="flex flex-col gap-3">
        {chunks.map((chunk) => (
          <ChunkCard key={chunk.id} chunk={chunk} />
        ))}
      </ol>
      {data.at(-1)?.nextCursor ? (
        <Button variant="outline" isLoading={isValidating} onClick={() => setSize(size + 1)}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}

function ChunkCard({ chunk }: { chunk: ChunkView }) {
  return (
    <li className="rounded-lg border bg-card p-3">
      <p className="mb-1.5 flex flex-wrap gap-x-3 text-[13px] text-muted-foreground">
        <span>{chunk.ordinal + 1}</span>
        {chunk.page === null ? null : <span>{pagesOf(chunk)}</span>}
        <span>{formatPlural(chunk.tokenCount, "token")}</span>
        {chunk.headingPath.length > 0 ? (
          <bdi className="break-words">{chunk.headingPath.join(" › ")}</bdi>
        ) : null}
      </p>
      <p dir="auto" className="text-sm leading-relaxed break-words whitespace-pre-wrap">
        {chunk.text}
      </p>
    </li>
  );
}

function pagesOf({ page, pageEnd }: ChunkView): string {
  return pageEnd !== null && pageEnd !== page ? `pages ${page}–${pageEnd}` : `page ${page}`;
}
