"use client";

import { useState } from "react";
import useSWR from "swr";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { Alert } from "@/components/ui/alert";
import { Skeleton } from "@/components/ui/skeleton";
import type { SearchMode } from "@/lib/search";
import { DocumentSearch } from "./document-search";
import { Explanation } from "./explanation";
import type { ExplanationView } from "./trace-view";

/** Asks of one document why this answer's search didn't find it. */
export function WhyNot({ messageId, mode }: { messageId: string; mode: SearchMode }) {
  const [document, setDocument] = useState<{ id: string; title: string } | null>(null);
  const { data, error } = useSWR<ExplanationView>(
    document && `/api/messages/${messageId}/trace/why-not/${document.id}`,
    apiRequest,
    { revalidateOnFocus: false, shouldRetryOnError: false },
  );
  return (
    <section aria-labelledby="why-not" className="grid grid-cols-1 gap-3">
      <div className="grid gap-0.5">
        <h3 id="why-not" className="font-serif text-lg font-semibold">
          Why not this document?
        </h3>
        <p className="text-[13px] text-muted-foreground">
          Choose one that you expected. What became of it is as it was then; its ranks are those of now.
        </p>
      </div>
      <div className="max-w-xl">
        <DocumentSearch chosen={document?.title ?? null} onChoose={setDocument} />
      </div>
      {error ? <Alert variant="destructive">{messageOf(error)}</Alert> : null}
      {document && !data && !error && (
        <div role="status">
          <span className="sr-only">Looking</span>
          <Skeleton className="h-24 w-full" />
        </div>
      )}
      {document && data && <Explanation explanation={data} mode={mode} />}
    </section>
  );
}
