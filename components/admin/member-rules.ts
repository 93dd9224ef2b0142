import { type Role, roles } from "@/lib/turn";

export const roleNames: Record<Role, string> = { owner: "Owner", admin: "Admin", member: "Member" };

export const roleDescriptions: Record<Role, string> = {
  owner: "Can do everything, and looks after the other owners.",
  admin: "Manages collections, documents, members and API keys, and sees the usage.",
  member: "Asks questions in the collections open to them.",
};

/** The roles that somebody of this role may give to others. */
export function rolesGivenBy(giver: Role): readonly Role[] {
  return roles.filter((role) => giver === "owner" || role !== "owner");
}

/**
 * Why this person's role and membership can't be changed by somebody of `actorRole`; null when they can. The server holds
 * the same rules: this only keeps the screen from offering what it would refuse.
 */
export function reasonMemberIsFixed(
  member: { role: Role },
  actorRole: Role,
  ownerCount: number,
): string | null {
  if (member.role !== "owner") return null;
  if (actorRole !== "owner") return "Only an owner can change an owner.";
  return ownerCount < 2 ? "The last owner stays: make somebody else an owner first." : null;
}
