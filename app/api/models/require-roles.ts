import { AppError } from "@/lib/errors";
import { findModel } from "@/lib/models/catalog";
import { kindFor, type ModelRole } from "@/lib/models/model-spec";

/** Throws `invalid_request` where a job is given to a model that there isn't or that can't do it. */
export function requireRoles(roles: Partial<Record<ModelRole, string | null>>): void {
  for (const [name, id] of Object.entries(roles)) {
    const role = name as ModelRole;
    if (id === null || (id === "none" && role === "rerank")) continue;
    if (findModel(id)?.kind !== kindFor(role))
      throw new AppError("invalid_request", {
        publicMessage: `${role}: there is no model “${id.slice(0, 100)}” that could do this.`,
      });
  }
}
