import { listUserTenants, type UserTenant } from "../../db/memberships.ts";
import { findUser, type User, updateUser } from "../../db/users.ts";
import { AppError } from "../errors.ts";
import { hashPassword } from "../hash-password.ts";
import type { Principal, Role } from "../turn.ts";
import { checkPassword } from "./check-password.ts";
import { clientAddress } from "./client-address.ts";

export interface Person {
  id: string;
  email: string;
  name: string;
  /** False for people who sign in by OIDC only. */
  hasPassword: boolean;
  role: Role;
  tenant: UserTenant;
  tenants: UserTenant[];
}

async function requirePerson(principal: Principal): Promise<User> {
  const user = principal.userId ? await findUser(principal.userId) : null;
  if (!user) throw new AppError("unauthenticated");
  return user;
}

/** The person behind the principal, as they may see themselves: never the password's hash. */
export async function describePerson(principal: Principal): Promise<Person> {
  const { id, email, name, passwordHash } = await requirePerson(principal);
  const tenants = await listUserTenants(id);
  const tenant = tenants.find((candidate) => candidate.id === principal.tenantId);
  if (!tenant) throw new AppError("unauthenticated");
  return { id, email, name, hasPassword: passwordHash !== null, role: tenant.role, tenant, tenants };
}

interface PersonChange {
  name?: string;
  newPassword?: string;
  /** Needed for a new password by whoever has one. */
  currentPassword?: string;
}

/** Changes the person's own name or password and returns their id. Throws `forbidden` for a wrong current password. */
export async function changePerson(
  principal: Principal,
  change: PersonChange,
  request: Request,
): Promise<string> {
  const user = await requirePerson(principal);
  const { name, newPassword, currentPassword } = change;
  if (newPassword !== undefined && user.passwordHash !== null) {
    const known = await checkPassword(
      { email: user.email, password: currentPassword },
      clientAddress(request.headers),
    );
    if (!known)
      throw new AppError("forbidden", { publicMessage: "currentPassword: The current password is wrong." });
  }
  await updateUser(user.id, {
    ...(name !== undefined && { name }),
    ...(newPassword !== undefined && { passwordHash: await hashPassword(newPassword) }),
  });
  return user.id;
}
