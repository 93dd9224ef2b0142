"use client";

import { History, Trash2 } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { toast } from "sonner";
import useSWR from "swr";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import { SearchInput } from "@/components/ui/search-input";
import { type ApiRequestError, apiRequest, messageOf } from "./api-request";
import { type CacheEntryView, CacheTable } from "./cache-table";
import { formatCost, formatPlural } from "./format-figures";
import { LoadFailure } from "./load-failure";

interface CacheView {
  entries: CacheEntryView[];
  totals: { entries: number; hits: number; savedMicroUsd: number };
}

/** Answers that are given again without asking a model: found, looked at, and forgotten. */
export function CacheScreen() {
  const [search, setSearch] = useState("");
  const [isEmptying, setIsEmptying] = useState(false);
  const asked = useDeferredValue(search.trim());
  const { data, error, mutate } = useSWR<CacheView, ApiRequestError>(
    `/api/answer-cache?search=${encodeURIComponent(asked)}`,
    apiRequest,
    { keepPreviousData: true },
  );

  const forget = async (entry: CacheEntryView) => {
    try {
      await apiRequest(`/api/answer-cache/${encodeURIComponent(entry.key)}`, { method: "DELETE" });
      toast.success("Forgotten. The question is answered anew when it's asked again.");
    } catch (failure) {
      toast.error(messageOf(failure));
    }
    await mutate();
  };

  return (
    <>
      <PageHeader
        title="Answer cache"
        description="Answers that are given again to the same question, for a day, as long as its documents don't change. Who asked isn't kept."
      >
        <Button
          variant="outline"
          disabled={!data || data.totals.entries === 0}
          onClick={() => setIsEmptying(true)}
        >
          <Trash2 aria-hidden />
          Empty the cache
        </Button>
      </PageHeader>
      {data && data.totals.entries > 0 ? (
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <SearchInput
            label="Search questions"
            className="min-w-56 grow sm:max-w-80"
            value={search}
            onChange={setSearch}
          />
          <p className="text-sm text-muted-foreground">{summaryOf(data.totals)}</p>
        </div>
      ) : null}
      {error ? <LoadFailure error={error} onRetry={() => void mutate()} /> : null}
      {data || error ? null : <ListSkeleton label="Loading cached answers" />}
      {data?.entries.length === 0 ? (
        <EmptyState
          icon={History}
          title={asked ? "No question holds these words" : "Nothing is cached"}
          description={
            asked
              ? undefined
              : "A first question of a conversation that was answered in full stays here for a day."
          }
        />
      ) : null}
      {data && data.entries.length > 0 ? (
        <CacheTable entries={data.entries} onForget={(entry) => void forget(entry)} />
      ) : null}
      <ConfirmDialog
        open={isEmptying}
        onOpenChange={setIsEmptying}
        title="Empty the cache?"
        description="Every question is answered anew when it's asked again. Answers in conversations stay."
        confirmLabel="Empty"
        onConfirm={async () => {
          const { purged } = await apiRequest<{ purged: number }>("/api/answer-cache", { method: "DELETE" });
          toast.success(`${formatPlural(purged, "answer")} forgotten.`);
          await mutate();
        }}
      />
    </>
  );
}

function summaryOf({ entries, hits, savedMicroUsd }: CacheView["totals"]): string {
  const saved = savedMicroUsd > 0 ? `, ${formatCost(savedMicroUsd)} saved` : "";
  return `${formatPlural(entries, "answer")}, given again ${formatPlural(hits, "time")}${saved}`;
}
