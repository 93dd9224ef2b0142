import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { ApiKeysTable } from "@/components/admin/api-keys-table";
import { CreateApiKeyDialog } from "@/components/admin/create-api-key-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { listApiKeys } from "@/db/api-keys";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage() {
  const apiKeys = await listApiKeys(await requireAdmin());
  return (
    <>
      <PageHeader
        title="API keys"
        description={
          <>
            For programs that use Lectern. The API is described at{" "}
            <a href="/api/v1/openapi.json" className="underline underline-offset-4">
              /api/v1/openapi.json
            </a>
            .
          </>
        }
      >
        <CreateApiKeyDialog />
      </PageHeader>
      {apiKeys.length > 0 ? (
        <ApiKeysTable apiKeys={apiKeys} />
      ) : (
        <EmptyState
          icon={KeyRound}
          title="No API keys yet"
          description="A key lets a program upload documents, search and ask, within what you allow it."
        />
      )}
    </>
  );
}
