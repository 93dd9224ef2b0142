import { valueName } from "@/components/usage/usage-names";
import { listCollections } from "@/db/collections";
import { listMembers } from "@/db/memberships";
import type { Principal } from "@/lib/turn";
import type { UsageDimension, UsageFilters } from "@/lib/usage-schemas";

/** What the values that usage is filtered by are called. */
export async function nameFilters(
  principal: Principal,
  filters: UsageFilters,
): Promise<Partial<Record<UsageDimension, string>>> {
  const members = filters.user ? await listMembers(principal) : [];
  const collections = filters.collection ? await listCollections(principal) : [];
  const nameOf = (dimension: UsageDimension, key: string) => {
    if (dimension === "user") return members.find(({ userId }) => userId === key)?.name ?? null;
    if (dimension === "collection") return collections.find(({ id }) => id === key)?.name ?? null;
    return key;
  };
  const named = Object.entries(filters).map(([name, key]) => {
    const dimension = name as UsageDimension;
    return [dimension, valueName(dimension, { key, name: nameOf(dimension, key) })];
  });
  return Object.fromEntries(named);
}
