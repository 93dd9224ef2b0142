/** The table that holds a tenant's chunks, as `lectern_ensure_partition` names it. */
export const partitionOf = (tenantId: string) => `chunks_${tenantId.replaceAll("-", "").toLowerCase()}`;
