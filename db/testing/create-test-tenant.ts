import { apiKeyScopes, type Principal, type Role } from "../../lib/turn.ts";
import { asSystem } from "../client.ts";
import { memberships } from "../schema/identity.ts";
import { createTenant } from "../tenants.ts";
import { insertUser } from "../users.ts";

export interface TestTenant {
  tenantId: string;
  owner: Principal;
  admin: Principal;
  member: Principal;
  /** Another plain member. */
  other: Principal;
}

/**
 * A new tenant with an owner, an admin and two members, for tests. Names and addresses hold `mark`, so that a test can tell
 * whose they are wherever they turn up. Nobody has a password.
 */
export async function createTestTenant(mark = crypto.randomUUID()): Promise<TestTenant> {
  const addPerson = (who: string) =>
    asSystem((tx) =>
      insertUser(tx, {
        email: `${who}-${mark}@example.com`.toLowerCase(),
        name: `${who} ${mark}`,
        passwordHash: null,
      }),
    );
  const ownerId = await addPerson("owner");
  const tenantId = await createTenant({ name: `Tenant ${mark}`, ownerId });
  const principal = (userId: string, role: Role): Principal => ({
    tenantId,
    userId,
    role,
    via: "session",
    apiKeyId: null,
    scopes: apiKeyScopes,
  });
  const addMember = async (who: string, role: Role) => {
    const userId = await addPerson(who);
    await asSystem((tx) => tx.insert(memberships).values({ tenantId, userId, role }));
    return principal(userId, role);
  };
  return {
    tenantId,
    owner: principal(ownerId, "owner"),
    admin: await addMember("admin", "admin"),
    member: await addMember("member", "member"),
    other: await addMember("other", "member"),
  };
}
