import { forbidden, redirect } from "next/navigation";
import { currentPrincipal } from "@/lib/admission/session";
import type { Principal, Role } from "@/lib/turn";

/**
 * The admin who asks for this page. Others see the 403 page, or sign in first. Every admin page calls it before it reads
 * anything: a layout isn't run again when only the page under it changes.
 */
export async function requireAdmin(): Promise<Principal & { role: Role }> {
  const principal = await currentPrincipal();
  if (!principal) redirect("/login");
  const { role } = principal;
  if (role !== "admin" && role !== "owner") forbidden();
  return { ...principal, role };
}
