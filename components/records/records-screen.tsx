"use client";

import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import type { RecordFilters, RecordPage } from "@/lib/record-schemas";
import type { TenantPolicy } from "@/lib/tenant-policy";
import type { FilterOptions } from "./record-filter-bar";
import { RecordList } from "./record-list";
import { TextPolicy } from "./text-policy";

/** What became of each question, and whether its text is kept. */
export function RecordsScreen({
  page,
  filters,
  options,
  policy,
  tab,
}: {
  page: RecordPage;
  filters: RecordFilters;
  options: FilterOptions;
  policy: TenantPolicy["records"];
  tab: "records" | "texts";
}) {
  return (
    <Tabs defaultValue={tab}>
      <TabsList aria-label="Records">
        <TabsTrigger value="records">Questions</TabsTrigger>
        <TabsTrigger value="texts">What is kept</TabsTrigger>
      </TabsList>
      <TabsContent value="records">
        {/* Other filters are another list, which begins at its first page. */}
        <RecordList key={JSON.stringify(filters)} first={page} filters={filters} options={options} />
      </TabsContent>
      <TabsContent value="texts">
        <TextPolicy policy={policy} />
      </TabsContent>
    </Tabs>
  );
}
