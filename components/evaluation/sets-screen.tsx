"use client";

import { ListChecks, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { apiRequest } from "@/components/admin/api-request";
import { LoadFailure } from "@/components/admin/load-failure";
import { NameDialog } from "@/components/admin/name-dialog";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import { EvaluationTabs } from "./evaluation-tabs";
import { ImportButton } from "./import-button";
import { type SetAction, SetTable } from "./set-table";
import type { SetView } from "./set-view";
import { useSets } from "./use-sets";

/** The workspace's own sets of questions: making, importing, renaming and deleting them. */
export function SetsScreen() {
  const router = useRouter();
  const { data, error, mutate } = useSets();
  const [isNaming, setIsNaming] = useState(false);
  const [importFailure, setImportFailure] = useState<string | null>(null);
  const [chosen, setChosen] = useState<{ action: SetAction; set: SetView } | null>(null);
  const sets = data?.sets;
  const reload = async () => {
    await mutate();
  };
  const renamed = chosen?.action === "rename" ? chosen.set : null;
  const deleted = chosen?.action === "delete" ? chosen.set : null;

  return (
    <>
      <PageHeader
        title="Evaluation"
        description="Questions of your own with the documents that answer them, to see how well they are found, and whether a change made that better or worse."
      >
        <ImportButton
          onFailure={setImportFailure}
          onImported={async ({ id, unknownDocuments }) => {
            await reload();
            if (unknownDocuments.length === 0) router.push(`/admin/evaluation/${id}`);
            else setImportFailure(describeUnknown(unknownDocuments));
          }}
        />
        <Button onClick={() => setIsNaming(true)}>
          <Plus />
          New set
        </Button>
      </PageHeader>
      <EvaluationTabs current="sets" />
      {importFailure ? (
        <Alert
          variant="warning"
          action={
            <Button variant="outline" size="sm" onClick={() => setImportFailure(null)}>
              Close
            </Button>
          }
        >
          <p className="break-words">{importFailure}</p>
        </Alert>
      ) : null}
      {error ? <LoadFailure error={error} onRetry={reload} /> : null}
      {sets || error ? null : <ListSkeleton label="Loading sets" />}
      {sets?.length === 0 ? (
        <EmptyState
          icon={ListChecks}
          title="No sets yet"
          description="Make one and write questions, take them over from answers that people rated, or import a set as a JSON file."
        />
      ) : null}
      {sets && sets.length > 0 ? (
        <SetTable sets={sets} onChoose={(action, set) => setChosen({ action, set })} />
      ) : null}
      <NameDialog
        isOpen={isNaming}
        title="New set"
        onClose={() => setIsNaming(false)}
        onSubmit={async (name) => {
          const { id } = await apiRequest<{ id: string }>("/api/evaluation-sets", { body: { name } });
          await reload();
          router.push(`/admin/evaluation/${id}`);
        }}
      />
      <NameDialog
        isOpen={renamed !== null}
        title="Rename the set"
        name={renamed?.name ?? ""}
        onClose={() => setChosen(null)}
        onSubmit={async (name) => {
          await apiRequest(`/api/evaluation-sets/${renamed?.id}`, { method: "PATCH", body: { name } });
          await reload();
        }}
      />
      <ConfirmDialog
        open={deleted !== null}
        onOpenChange={(open) => open || setChosen(null)}
        title={`Delete “${deleted?.name}”?`}
        description="Its questions and runs go with it. Export it first to keep the questions."
        onConfirm={async () => {
          await apiRequest(`/api/evaluation-sets/${deleted?.id}`, { method: "DELETE" });
          await reload();
        }}
      />
    </>
  );
}

const namesShown = 10;

function describeUnknown(names: string[]): string {
  const more = names.length - namesShown;
  const shown = names.slice(0, namesShown).join(", ");
  return `The set was imported, but these documents aren't here: ${shown}${more > 0 ? `, and ${more} more` : ""}. Questions that only they answer can't be measured.`;
}
