import type { Metadata } from "next";
import { localModelsJson } from "@/app/api/local-models/local-models-json";
import { providersJson } from "@/app/api/model-providers/providers-json";
import { modelsInUse } from "@/app/api/models/models-in-use";
import { ModelsEnvironment } from "@/components/admin/models-environment";
import { ModelsOverview } from "@/components/admin/models-overview";
import { ModelsRolesCard } from "@/components/admin/models-roles-card";
import { ModelsTabs } from "@/components/admin/models-tabs";
import { PolicyModelsForm } from "@/components/admin/policy-models-form";
import { ProviderChaosBanner } from "@/components/admin/provider-chaos-banner";
import { ProviderList } from "@/components/admin/provider-list";
import { PageHeader } from "@/components/ui/page-header";
import { listCollections } from "@/db/collections";
import { findTenantPolicy } from "@/db/tenant-policy";
import { failingOnPurpose, renewProviders } from "@/lib/models/provider-settings";
import type { Principal } from "@/lib/turn";
import { requireAdmin } from "../require-admin";
import { blockedModels } from "./blocked-models";
import { listedByKind } from "./listed-by-kind";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage({
  searchParams,
}: {
  searchParams: Promise<{ tab?: string | string[] }>;
}) {
  const principal = await requireAdmin();
  await renewProviders();
  const { tab } = await searchParams;
  return (
    <>
      <PageHeader
        title="Models"
        description="Which models are in use, who may use which, and what each costs."
      />
      <ProviderChaosBanner failing={failingOnPurpose()} />
      <ModelsTabs openId={typeof tab === "string" ? tab : ""} tabs={await tabsFor(principal)} />
    </>
  );
}

async function tabsFor(principal: Principal) {
  const policy = await findTenantPolicy(principal);
  const { roles, ...inUse } = modelsInUse(policy);
  const { models } = inUse;
  const local = await localModelsJson(principal);
  const blocked = blockedModels(await listCollections(principal), policy);
  const forAdmins = [
    { id: "in-use", name: "In use", content: <ModelsOverview {...inUse} local={local} /> },
    {
      id: "policy",
      name: "This workspace",
      content: <PolicyModelsForm policy={policy.models} models={models} roles={roles} blocked={blocked} />,
    },
  ];
  if (!local.mayFetch) return forAdmins;
  const forOperators = (
    <>
      <ProviderList {...(await providersJson())} listed={listedByKind()} />
      <ModelsRolesCard roles={roles} models={models} />
      <ModelsEnvironment />
    </>
  );
  return [...forAdmins, { id: "providers", name: "Providers", content: forOperators }];
}
