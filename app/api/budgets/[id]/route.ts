import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeBudget, changeInstallationBudget, deleteBudget, deleteInstallationBudget } from "@/db/budgets";
import { budgetChangeSchema } from "@/lib/budget-schemas";
import { requireInstallation } from "../require-installation";

const params = z.object({ id: z.uuid() });
/** `installation` for a budget of all workspaces together. */
const query = z.object({ of: z.enum(["tenant", "installation"]).default("tenant") });

/** Other caps, at once: what is spent and held counts against them. */
export const PATCH = defineRoute(
  { access: "admin", params, query, body: budgetChangeSchema },
  async ({ principal, params: { id }, query, body }) => {
    if (query.of === "tenant") return changeBudget(principal, id, body);
    await requireInstallation(principal);
    await changeInstallationBudget(id, body);
  },
);

/** Removes a budget with what was counted for it. */
export const DELETE = defineRoute(
  { access: "admin", params, query },
  async ({ principal, params: { id }, query }) => {
    if (query.of === "tenant") return deleteBudget(principal, id);
    await requireInstallation(principal);
    await deleteInstallationBudget(id);
  },
);
