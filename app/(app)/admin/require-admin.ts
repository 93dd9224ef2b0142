import { forbidden, redirect } from "next/navigation";
import { currentPrincipal } from "@/lib/admission/session";
import type { Principal } from "@/lib/turn";

/**
 * The admin who asks for this page. Others see the 403 page, or sign in first. Every admin page calls it before it reads
 * anything: a layout isn't run again when only the page under it changes.
 */
export async function requireAdmin(): Promise<Principal> {
  const principal = await currentPrincipal();
  if (!principal) redirect("/login");
  if (principal.role !== "admin" && principal.role !== "owner") forbidden();
  return principal;
}
