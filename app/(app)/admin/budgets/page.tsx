import { Wallet } from "lucide-react";
import type { Metadata } from "next";
import { BudgetDialog } from "@/components/admin/budget-dialog";
import { BudgetExhaustedCard } from "@/components/admin/budget-exhausted-card";
import { BudgetTable } from "@/components/admin/budget-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { listApiKeys } from "@/db/api-keys";
import { listBudgets, listInstallationBudgets } from "@/db/budgets";
import { mayManageInstallation } from "@/db/installation";
import { listMembers } from "@/db/memberships";
import { findTenantPolicy } from "@/db/tenant-policy";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Budgets" };

export default async function BudgetsPage() {
  const principal = await requireAdmin();
  const managesAll = principal.userId !== null && (await mayManageInstallation(principal.userId));
  const [budgets, installation, policy, members, apiKeys] = await Promise.all([
    listBudgets(principal),
    managesAll ? listInstallationBudgets() : [],
    findTenantPolicy(principal),
    listMembers(principal),
    listApiKeys(principal),
  ]);
  const subjects = {
    user: members.map(({ userId, name }) => ({ id: userId, name })),
    "api-key": apiKeys.filter(({ state }) => state === "active").map(({ id, name }) => ({ id, name })),
  };
  const { warnShare } = policy.budget;
  return (
    <>
      <PageHeader
        title="Budgets"
        description="What models may cost. The most that a question can cost is set aside before it is answered, so that no cap is passed; the rest is given back after."
      >
        <BudgetDialog subjects={subjects} managesAll={managesAll} />
      </PageHeader>
      {budgets.length > 0 ? (
        <BudgetTable label="Budgets of this workspace" budgets={budgets} warnShare={warnShare} />
      ) : (
        <EmptyState
          icon={Wallet}
          title="No budgets yet"
          description="Nothing limits what this workspace spends on models. Add a budget for the workspace, for each person or for each API key."
        />
      )}
      {installation.length > 0 ? (
        <section className="flex flex-col gap-2">
          <h2 className="font-serif text-lg font-semibold">All workspaces together</h2>
          <BudgetTable label="Budgets of the whole server" budgets={installation} warnShare={warnShare} />
        </section>
      ) : null}
      <BudgetExhaustedCard budget={policy.budget} />
    </>
  );
}
