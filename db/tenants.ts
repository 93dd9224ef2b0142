import { eq } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { type Bm25Tier, bm25Tier } from "./capabilities.ts";
import { asSystem, type Tx, withTenant } from "./client.ts";
import { memberships, tenants } from "./schema/identity.ts";

export type Tenant = Pick<typeof tenants.$inferSelect, "id" | "name" | "slug" | "membersSeeTraces">;

const tenantColumns = {
  id: tenants.id,
  name: tenants.name,
  slug: tenants.slug,
  membersSeeTraces: tenants.membersSeeTraces,
};

/** The principal's tenant. */
export async function findTenant(principal: Principal): Promise<Tenant> {
  const [found] = await withTenant(principal, (tx) =>
    tx.select(tenantColumns).from(tenants).where(eq(tenants.id, principal.tenantId)),
  );
  if (!found) throw new AppError("not_found");
  return found;
}

export interface TenantChanges {
  /** Whether members may see how their own answers were found. */
  membersSeeTraces: boolean;
}

/** Changes the principal's tenant. Throws `forbidden` for members. */
export async function changeTenant(principal: Principal, changes: TenantChanges): Promise<void> {
  const changed = await withTenant(principal, (tx) =>
    tx
      .update(tenants)
      .set({ membersSeeTraces: changes.membersSeeTraces })
      .where(eq(tenants.id, principal.tenantId))
      .returning({ id: tenants.id }),
  );
  if (changed.length === 0) throw new AppError("forbidden");
}

/** A new tenant with its partition of chunks and its owner; returns its id. System: it doesn't exist before. */
export async function createTenant({ name, ownerId }: { name: string; ownerId: string }): Promise<string> {
  const tier = await bm25Tier();
  return asSystem((tx) => insertTenant(tx, { name, ownerId, tier }));
}

/** As createTenant, in a transaction that does more. The tier is asked for before, since one mustn't wait for it inside. */
export async function insertTenant(
  tx: Tx,
  { name, ownerId, tier }: { name: string; ownerId: string; tier: Bm25Tier },
): Promise<string> {
  const { id } = await insertUnderFreeSlug(tx, name);
  await tx.$client.query("SELECT lectern_ensure_partition($1, $2)", [id, tier === "pg_textsearch"]);
  await tx.insert(memberships).values({ tenantId: id, userId: ownerId, role: "owner" });
  return id;
}

/** A tenant's short name in settings: the name's letters and digits in lower case, with dashes between. */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-+|-+$/g, "") || "tenant";
}

async function insertUnderFreeSlug(tx: Tx, name: string): Promise<{ id: string }> {
  for (let attempt = 1; ; attempt++) {
    const slug = attempt === 1 ? slugOf(name) : `${slugOf(name)}-${attempt}`;
    const [added] = await tx
      .insert(tenants)
      .values({ name, slug })
      .onConflictDoNothing()
      .returning({ id: tenants.id });
    if (added) return added;
  }
}
