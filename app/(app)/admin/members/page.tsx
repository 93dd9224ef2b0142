import type { Metadata } from "next";
import { InvitationsTable } from "@/components/admin/invitations-table";
import { InviteDialog } from "@/components/admin/invite-dialog";
import { MembersTable } from "@/components/admin/members-table";
import { MemoryOfferCard } from "@/components/memory/memory-offer-card";
import { TraceAccessCard } from "@/components/retrieval/trace-access-card";
import { PageHeader } from "@/components/ui/page-header";
import { listInvitations } from "@/db/invitations";
import { listMembers } from "@/db/memberships";
import { findTenantPolicy } from "@/db/tenant-policy";
import { findTenant } from "@/db/tenants";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  const principal = await requireAdmin();
  const [members, invitations, tenant, policy] = await Promise.all([
    listMembers(principal),
    listInvitations(principal),
    findTenant(principal),
    findTenantPolicy(principal),
  ]);
  return (
    <>
      <PageHeader title="Members" description="Who belongs to this workspace, and what each may do.">
        <InviteDialog myRole={principal.role} />
      </PageHeader>
      <MembersTable members={members} me={{ userId: principal.userId, role: principal.role }} />
      {invitations.length > 0 ? (
        <section className="flex flex-col gap-2">
          <h2 className="font-serif text-lg font-semibold">Open invitations</h2>
          <InvitationsTable invitations={invitations} />
        </section>
      ) : null}
      <TraceAccessCard membersSeeTraces={tenant.membersSeeTraces} />
      <MemoryOfferCard isOffered={policy.memory.isOffered} />
    </>
  );
}
