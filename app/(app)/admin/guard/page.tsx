import type { Metadata } from "next";
import { GuardScreen } from "@/components/admin/guard-screen";
import { PageHeader } from "@/components/ui/page-header";
import { listGuardVerdicts } from "@/db/guard-verdicts";
import { listSuspiciousDocuments } from "@/db/suspicious-documents";
import { findTenantPolicy } from "@/db/tenant-policy";
import { liveModels } from "@/lib/models/live-models";
import { renewProviders } from "@/lib/models/provider-settings";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Guards" };

export default async function GuardPage() {
  const principal = await requireAdmin();
  await renewProviders();
  const [page, documents, policy] = await Promise.all([
    listGuardVerdicts(principal, { limit: 50 }),
    listSuspiciousDocuments(principal),
    findTenantPolicy(principal),
  ]);
  return (
    <>
      <PageHeader
        title="Guards"
        description="What was refused, masked or noted in questions, documents and answers. Verdicts hold no text unless their person appeals."
      />
      <GuardScreen
        page={page}
        documents={documents}
        guards={policy.guards}
        moderator={liveModels.moderationModel(policy)?.id ?? null}
      />
    </>
  );
}
