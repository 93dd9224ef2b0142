import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AppShell } from "@/components/chat/app-shell";
import { listUserTenants } from "@/db/memberships";
import { findRemembers } from "@/db/memories";
import { findTenantPolicy } from "@/db/tenant-policy";
import { findTenant } from "@/db/tenants";
import { findUser } from "@/db/users";
import { currentPrincipal } from "@/lib/admission/session";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const principal = await currentPrincipal();
  if (!principal?.userId) redirect("/login");
  const [user, tenants, tenant, policy, remembers] = await Promise.all([
    findUser(principal.userId),
    listUserTenants(principal.userId),
    findTenant(principal),
    findTenantPolicy(principal),
    findRemembers(principal),
  ]);
  if (!user) redirect("/login");
  const isAdmin = principal.role !== "member";
  return (
    <AppShell
      user={{ name: user.name, email: user.email }}
      tenants={tenants.map(({ id, name }) => ({ id, name }))}
      tenantId={principal.tenantId}
      isAdmin={isAdmin}
      seesTraces={isAdmin || tenant.membersSeeTraces}
      memory={{ isOffered: policy.memory.isOffered, remembers: policy.memory.isOffered && remembers }}
      linkHosts={policy.guards.linkHosts}
      records={policy.records}
    >
      {children}
    </AppShell>
  );
}
