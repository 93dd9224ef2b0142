import { mayManageInstallation } from "@/db/installation";
import { AppError } from "@/lib/errors";
import type { Principal } from "@/lib/turn";

/** Whether budgets of the whole installation are this admin's to see and set. */
export async function managesInstallation({ userId }: Principal): Promise<boolean> {
  return userId !== null && mayManageInstallation(userId);
}

/** The person's id. Throws `forbidden` for whoever doesn't manage the installation. */
export async function requireInstallation(principal: Principal): Promise<string> {
  if (principal.userId && (await managesInstallation(principal))) return principal.userId;
  throw new AppError("forbidden", {
    publicMessage: "Several workspaces share this server: only its operators can set its budgets.",
  });
}
