import { asSystem } from "../../db/client.ts";
import { createTenant } from "../../db/tenants.ts";
import { insertUser } from "../../db/users.ts";
import type { Principal } from "../turn.ts";

/** A new tenant with an owner, whom it returns: every evaluation has one to itself. System. */
export async function createEvaluationTenant(): Promise<Principal> {
  const person = {
    email: `${crypto.randomUUID()}@evaluation.invalid`,
    name: "Evaluation",
    passwordHash: null,
  };
  const userId = await asSystem((tx) => insertUser(tx, person));
  const tenantId = await createTenant({ name: "Evaluation", ownerId: userId });
  return { tenantId, userId, role: "owner", via: "session", apiKeyId: null, scopes: [] };
}
