"use client";

import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import type { TenantPolicy } from "@/lib/tenant-policy";
import { GuardDocuments } from "./guard-documents";
import { GuardPolicy } from "./guard-policy";
import { GuardVerdicts } from "./guard-verdicts";
import type { GuardVerdictPage, SuspiciousDocumentRow } from "./guard-view";

/** What guards decided, the documents that they warn of, and what they are to do. */
export function GuardScreen({
  page,
  documents,
  guards,
  moderator,
}: {
  page: GuardVerdictPage;
  documents: SuspiciousDocumentRow[];
  guards: TenantPolicy["guards"];
  /** The model that moderates; null where none is set up. */
  moderator: string | null;
}) {
  return (
    <Tabs defaultValue="verdicts">
      <TabsList aria-label="Guards">
        <TabsTrigger value="verdicts">
          Verdicts{page.openAppeals > 0 ? ` (${page.openAppeals} to review)` : ""}
        </TabsTrigger>
        <TabsTrigger value="documents">
          Documents{documents.length > 0 ? ` (${documents.length})` : ""}
        </TabsTrigger>
        <TabsTrigger value="policy">Policy</TabsTrigger>
      </TabsList>
      <TabsContent value="verdicts">
        <GuardVerdicts first={page} />
      </TabsContent>
      <TabsContent value="documents">
        <GuardDocuments documents={documents} />
      </TabsContent>
      <TabsContent value="policy">
        <GuardPolicy guards={guards} moderator={moderator} />
      </TabsContent>
    </Tabs>
  );
}
