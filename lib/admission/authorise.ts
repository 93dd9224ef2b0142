import { AppError } from "../errors.ts";
import type { ApiKeyScope, Principal, Role } from "../turn.ts";

/** The least role that may do something. */
export type Access = Role;

const rank: Record<Role, number> = { member: 0, admin: 1, owner: 2 };

/** True when a role may do what asks for at least `access`. */
export function hasRole(role: Principal["role"], access: Access): boolean {
  return role !== "system" && rank[role] >= rank[access];
}

/**
 * Throws unless the principal's role reaches `access` and, for an API key, the key carries `scope`. Where `scope` is
 * undefined, API keys are not accepted at all: what has no scope is for people.
 */
export function authorise(principal: Principal, access: Access, scope: ApiKeyScope | undefined): void {
  if (principal.via === "api-key" && !scope) {
    throw new AppError("forbidden", { publicMessage: "API keys can't be used here: sign in instead." });
  }
  if (principal.via === "api-key" && scope && !principal.scopes.includes(scope)) {
    throw new AppError("forbidden", { publicMessage: `This API key lacks the scope "${scope}".` });
  }
  if (!hasRole(principal.role, access)) {
    throw new AppError("forbidden", {
      publicMessage: `This needs the role ${access}; yours is ${principal.role}.`,
    });
  }
}
