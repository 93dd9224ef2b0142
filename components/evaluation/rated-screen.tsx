"use client";

import { ThumbsUp } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { LoadFailure } from "@/components/admin/load-failure";
import { NameDialog } from "@/components/admin/name-dialog";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { EvaluationTabs } from "./evaluation-tabs";
import { QuestionDialog, type QuestionDraft } from "./question-dialog";
import { adviceOn, isReadyToAdd, questionFrom } from "./question-from-answer";
import { RatedAnswerCard } from "./rated-answer-card";
import type { RatedAnswerView, SetView } from "./set-view";
import { useRatedAnswers, useSets } from "./use-sets";

type Shown = "all" | "up" | "down";

/** Answers that people rated, or one of them, from which an admin grows sets. Whose they are is in their records. */
export function RatedScreen({ messageId = null }: { messageId?: string | null }) {
  const [shown, setShown] = useState<Shown>("all");
  const { answers, error, hasMore, isReadingOn, readOn, reload } = useRatedAnswers(
    shown === "all" ? null : shown,
    messageId,
  );
  const { data: sets, mutate: reloadSets } = useSets();
  const [review, setReview] = useState<{ setId: string; draft: QuestionDraft; advice: string } | null>(null);
  const [unplaced, setUnplaced] = useState<RatedAnswerView | null>(null);
  const refresh = async () => {
    await Promise.all([reload(), reloadSets()]);
  };

  const addTo = async (set: Pick<SetView, "id" | "name">, answer: RatedAnswerView) => {
    const draft = questionFrom(answer);
    if (!isReadyToAdd(answer)) {
      setReview({ setId: set.id, draft, advice: adviceOn(answer) });
      return;
    }
    const { documents, ...question } = draft;
    try {
      const body = { ...question, documentIds: documents.map(({ id }) => id) };
      await apiRequest(`/api/evaluation-sets/${set.id}/questions`, { body });
      toast.success(`Added to “${set.name}”.`);
      await refresh();
    } catch (failure) {
      toast.error(messageOf(failure));
    }
  };

  return (
    <>
      <PageHeader
        title="Evaluation"
        description="Answers that people rated, with the questions they asked. Whoever rates an answer is told that admins see it, and who asked."
      >
        <Select value={shown} onValueChange={(value) => setShown(value as Shown)}>
          <SelectTrigger aria-label="Ratings" className="w-44" />
          <SelectContent>
            <SelectItem value="all">All ratings</SelectItem>
            <SelectItem value="up">Good answers</SelectItem>
            <SelectItem value="down">Bad answers</SelectItem>
          </SelectContent>
        </Select>
      </PageHeader>
      <EvaluationTabs current="rated" />
      {messageId ? (
        <Link className="text-sm underline underline-offset-4" href="/admin/evaluation/rated">
          All rated answers
        </Link>
      ) : null}
      {error ? <LoadFailure error={error} onRetry={() => void reload()} /> : null}
      {answers || error ? null : <ListSkeleton label="Loading rated answers" />}
      {answers?.length === 0 ? (
        <EmptyState
          icon={ThumbsUp}
          title={shown === "all" ? "Nothing was rated yet" : "Nothing was rated so"}
          description="Answers appear here when somebody says that they're good or bad, and go when the rating is taken back."
        />
      ) : null}
      {answers && answers.length > 0 ? (
        <ol aria-label="Rated answers" className="flex flex-col gap-3">
          {answers.map((answer) => (
            <li key={answer.messageId}>
              <RatedAnswerCard
                answer={answer}
                sets={sets?.sets ?? []}
                onAdd={(set) => (set ? void addTo(set, answer) : setUnplaced(answer))}
              />
            </li>
          ))}
        </ol>
      ) : null}
      {hasMore ? (
        <Button variant="outline" className="self-center" isLoading={isReadingOn} onClick={readOn}>
          Show more
        </Button>
      ) : null}
      <NameDialog
        isOpen={unplaced !== null}
        title="New set"
        onClose={() => setUnplaced(null)}
        onSubmit={async (name) => {
          const { id } = await apiRequest<{ id: string }>("/api/evaluation-sets", { body: { name } });
          await reloadSets();
          if (unplaced) await addTo({ id, name }, unplaced);
        }}
      />
      <QuestionDialog
        setId={review?.setId ?? ""}
        draft={review?.draft ?? null}
        advice={review?.advice}
        onClose={() => setReview(null)}
        onSaved={async () => {
          toast.success("Added.");
          await refresh();
        }}
      />
    </>
  );
}
