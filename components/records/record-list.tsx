"use client";

import { ReceiptText } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { RecordFilters, RecordPage } from "@/lib/record-schemas";
import { type FilterOptions, RecordFilterBar } from "./record-filter-bar";
import { RecordTable } from "./record-table";

const queryOf = (filters: RecordFilters) =>
  new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== undefined));

/** Records, latest first. What is looked for stands in the address, so that it can be passed on. */
export function RecordList({
  first,
  filters,
  options,
}: {
  first: RecordPage;
  filters: RecordFilters;
  options: FilterOptions;
}) {
  const router = useRouter();
  const path = usePathname();
  const [page, setPage] = useState(first);
  const [isFiltering, startFiltering] = useTransition();
  const [isReadingOn, setIsReadingOn] = useState(false);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);

  async function readOn(cursor: string) {
    setIsReadingOn(true);
    try {
      const query = queryOf(filters);
      query.set("cursor", cursor);
      const next = await apiRequest<RecordPage>(`/api/records?${query}`);
      setPage((shown) => ({ ...next, records: [...shown.records, ...next.records] }));
    } catch (thrown) {
      toast.error(messageOf(thrown));
    } finally {
      setIsReadingOn(false);
    }
  }

  return (
    <div className="grid grid-cols-1 gap-4" aria-busy={isFiltering}>
      <RecordFilterBar
        filters={filters}
        options={options}
        onChange={(next) =>
          startFiltering(() => router.replace(`${path}?${queryOf(next)}`, { scroll: false }))
        }
      />
      {page.records.length === 0 ? (
        <EmptyState
          icon={ReceiptText}
          title={isFiltered ? "Nothing like that" : "No questions yet"}
          description={
            isFiltered
              ? "No record matches all of what you look for."
              : "Each question leaves a record here: who asked, what became of it, what it cost and how long it took."
          }
        />
      ) : (
        <RecordTable records={page.records} />
      )}
      {page.nextCursor ? (
        <Button
          variant="outline"
          className="justify-self-center"
          isLoading={isReadingOn}
          onClick={() => void readOn(page.nextCursor ?? "")}
        >
          Show more
        </Button>
      ) : null}
    </div>
  );
}
