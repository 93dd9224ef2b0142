import { mayManageInstallation } from "@/db/installation";
import { AppError } from "@/lib/errors";
import type { Principal } from "@/lib/turn";

/** Throws `forbidden` for an admin to whom the installation isn't theirs to change: providers and their keys serve all workspaces. */
export async function requireOperator({ userId }: Principal): Promise<void> {
  if (userId && (await mayManageInstallation(userId))) return;
  throw new AppError("forbidden", {
    publicMessage: "Several workspaces share this server: only its operators can set up models.",
  });
}
