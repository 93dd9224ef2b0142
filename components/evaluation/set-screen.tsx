"use client";

import { CirclePlay, Download, MessageCircleQuestion, Plus } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { apiRequest } from "@/components/admin/api-request";
import { formatPlural } from "@/components/admin/format-figures";
import { LoadFailure } from "@/components/admin/load-failure";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import { compareRuns } from "./compare-runs";
import { emptyQuestion, QuestionDialog, type QuestionDraft } from "./question-dialog";
import { QuestionTable } from "./question-table";
import { RunProgress } from "./run-progress";
import { RunSummary } from "./run-summary";
import { isDone, type QuestionView } from "./set-view";
import { useRuns, useSet } from "./use-sets";

/** One set: its questions, running it, how far that is, and what the last run came to beside the one before. */
export function SetScreen({ setId, name }: { setId: string; name: string }) {
  const { data: set, error, mutate: reloadSet } = useSet(setId);
  const { data: history, mutate: reloadRuns } = useRuns(setId);
  const [draft, setDraft] = useState<QuestionDraft | null>(null);
  const [deleted, setDeleted] = useState<QuestionView | null>(null);
  const { isBusy, failure, submit } = useSubmit();
  const [latest] = history?.runs ?? [];
  const [run, before] = history?.runs.filter(isDone) ?? [];
  const isRunning = isBusy || latest?.state === "running";
  const results = useMemo(() => (run ? compareRuns(run, before) : new Map()), [run, before]);
  const questions = set?.questions;
  const reload = async () => {
    await reloadSet();
  };

  const start = () =>
    submit(async () => {
      await apiRequest(`/api/evaluation-sets/${setId}/runs`, { method: "POST" });
      await reloadRuns();
    });
  const measurable = questions?.some(({ isAnswerable, documents }) => isAnswerable && documents.length > 0);

  return (
    <>
      <PageHeader
        title={set?.name ?? name}
        description={
          <Link href="/admin/evaluation" className="underline underline-offset-4">
            All sets
          </Link>
        }
      >
        <Button asChild variant="outline">
          <a href={`/api/evaluation-sets/${setId}/export`} download>
            <Download />
            Export
          </a>
        </Button>
        <Button variant="outline" onClick={() => setDraft(emptyQuestion)}>
          <Plus />
          Add a question
        </Button>
        <Button isLoading={isRunning} disabled={!measurable} onClick={() => void start()}>
          <CirclePlay />
          {isRunning ? "Running" : "Run"}
        </Button>
      </PageHeader>
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      {error ? <LoadFailure error={error} onRetry={reload} /> : null}
      {questions || error ? null : <ListSkeleton label="Loading questions" />}
      {latest ? <RunProgress run={latest} /> : null}
      {run ? <RunSummary run={run} before={before} results={results} /> : null}
      {questions?.length === 0 ? (
        <EmptyState
          icon={MessageCircleQuestion}
          title="No questions yet"
          description="Write one, with the documents in which its answer stands, or take some over from rated answers."
        >
          <Button asChild variant="outline">
            <Link href="/admin/evaluation/rated">Rated answers</Link>
          </Button>
          <Button onClick={() => setDraft(emptyQuestion)}>
            <Plus />
            Add a question
          </Button>
        </EmptyState>
      ) : null}
      {questions && questions.length > 0 ? (
        <section className="flex flex-col gap-2">
          <h2 className="text-sm font-medium">{formatPlural(questions.length, "question")}</h2>
          <QuestionTable questions={questions} results={results} onChange={setDraft} onDelete={setDeleted} />
        </section>
      ) : null}
      <QuestionDialog setId={setId} draft={draft} onClose={() => setDraft(null)} onSaved={reload} />
      <ConfirmDialog
        open={deleted !== null}
        onOpenChange={(open) => open || setDeleted(null)}
        title="Delete this question?"
        description={<bdi>{deleted?.question}</bdi>}
        onConfirm={async () => {
          await apiRequest(`/api/evaluation-questions/${deleted?.id}`, { method: "DELETE" });
          await reload();
        }}
      />
    </>
  );
}
