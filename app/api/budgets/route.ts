import { defineRoute } from "@/app/api/define-route";
import { createBudget, createInstallationBudget, listBudgets, listInstallationBudgets } from "@/db/budgets";
import { newBudgetSchema } from "@/lib/budget-schemas";
import { managesInstallation, requireInstallation } from "./require-installation";

/** The tenant's budgets with what is spent and held of each; for those who manage the installation also its own. */
export const GET = defineRoute({ access: "admin" }, async ({ principal }) => {
  const managesAll = await managesInstallation(principal);
  return {
    budgets: await listBudgets(principal),
    installation: managesAll ? await listInstallationBudgets() : [],
  };
});

/** Adds a budget, which holds from the next question on. */
export const POST = defineRoute({ access: "admin", body: newBudgetSchema }, async ({ principal, body }) => {
  const id =
    body.scope === "installation"
      ? await createInstallationBudget(await requireInstallation(principal), body)
      : await createBudget(principal, body);
  return Response.json({ id }, { status: 201, headers: { "cache-control": "no-store" } });
});
