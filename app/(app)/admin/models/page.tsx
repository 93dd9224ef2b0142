import type { Metadata } from "next";
import { localModelsJson } from "@/app/api/local-models/local-models-json";
import { modelsInUse } from "@/app/api/models/models-in-use";
import { ModelsOverview } from "@/components/admin/models-overview";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage() {
  const local = await localModelsJson(await requireAdmin());
  return (
    <>
      <PageHeader title="Models" description="Which models are in use, and what could work better." />
      <ModelsOverview {...modelsInUse()} local={local} />
    </>
  );
}
