import type { Metadata } from "next";
import { RecordsScreen } from "@/components/records/records-screen";
import { PageHeader } from "@/components/ui/page-header";
import { listCollections } from "@/db/collections";
import { listMembers } from "@/db/memberships";
import { listRequestRecords } from "@/db/request-records";
import { findTenantPolicy } from "@/db/tenant-policy";
import { listModels } from "@/lib/models/catalog";
import { renewProviders } from "@/lib/models/provider-settings";
import { type RecordFilters, recordFiltersSchema } from "@/lib/record-schemas";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Records" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RecordsPage({ searchParams }: Props) {
  const principal = await requireAdmin();
  const asked = await searchParams;
  const filters = readFilters(asked);
  await renewProviders();
  const [page, members, collections, policy] = await Promise.all([
    listRequestRecords(principal, { ...filters, limit: 50 }),
    listMembers(principal),
    listCollections(principal),
    findTenantPolicy(principal),
  ]);
  const options = {
    people: members.map(({ userId, name }) => ({ value: userId, name })),
    models: listModels()
      .filter(({ kind }) => kind === "chat")
      .map(({ id }) => ({ value: id, name: id })),
    collections: collections.map(({ id, name }) => ({ value: id, name })),
  };
  return (
    <>
      <PageHeader
        title="Records"
        description="What became of each question: who asked, which models were called, what it cost and how long it took."
      />
      <RecordsScreen
        page={page}
        filters={filters}
        options={options}
        policy={policy.records}
        tab={asked.tab === "texts" ? "texts" : "records"}
      />
    </>
  );
}

/** What the address asks for; of what it gets wrong, nothing. */
function readFilters(query: Record<string, string | string[] | undefined>): RecordFilters {
  const known = Object.entries(recordFiltersSchema.shape).map(([name, schema]) => {
    const read = schema.safeParse(query[name]);
    return [name, read.success ? read.data : undefined];
  });
  return Object.fromEntries(known);
}
