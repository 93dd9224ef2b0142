"use client";

import { type FormEvent, useId, useState } from "react";
import { apiRequest } from "@/components/admin/api-request";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import { Textarea } from "@/components/ui/textarea";
import { ChosenDocuments } from "./chosen-documents";
import type { QuestionView } from "./set-view";

/** A question that is being written: one of a set, or a new one with what is known of it so far. */
export type QuestionDraft = Omit<QuestionView, "id"> & { id?: string };

export const emptyQuestion: QuestionDraft = {
  question: "",
  answer: null,
  isAnswerable: true,
  documents: [],
  origin: "written",
};

interface QuestionDialogProps {
  setId: string;
  /** Null closes the dialog. */
  draft: QuestionDraft | null;
  /** What is to be seen to in it. */
  advice?: string;
  onClose: () => void;
  onSaved: () => Promise<void>;
}

/** Adds a question to a set, or changes one. */
export function QuestionDialog({ draft, onClose, ...props }: QuestionDialogProps) {
  return (
    <Dialog open={draft !== null} onOpenChange={(open) => open || onClose()}>
      <DialogContent className="max-w-xl">
        {draft ? <QuestionForm draft={draft} onClose={onClose} {...props} /> : null}
      </DialogContent>
    </Dialog>
  );
}

function QuestionForm({
  setId,
  draft,
  advice,
  onClose,
  onSaved,
}: QuestionDialogProps & { draft: QuestionDraft }) {
  const [question, setQuestion] = useState(draft.question);
  const [answer, setAnswer] = useState(draft.answer ?? "");
  const [isAnswerable, setIsAnswerable] = useState(draft.isAnswerable);
  const [documents, setDocuments] = useState(draft.documents);
  const { isBusy, failure, submit } = useSubmit();
  const switchId = useId();

  const save = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const documentIds = isAnswerable ? documents.map(({ id }) => id) : [];
      const body = { question: question.trim(), answer: answer.trim(), isAnswerable, documentIds };
      if (draft.id) await apiRequest(`/api/evaluation-questions/${draft.id}`, { method: "PATCH", body });
      else
        await apiRequest(`/api/evaluation-sets/${setId}/questions`, {
          body: { ...body, origin: draft.origin === "rated" ? "rated" : "written" },
        });
      await onSaved();
      onClose();
    });
  };

  return (
    <form onSubmit={save} className="grid grid-cols-1 gap-4">
      <DialogHeader>
        <DialogTitle>{draft.id ? "Change the question" : "Add a question"}</DialogTitle>
        <DialogDescription>
          {advice ?? "A run looks whether the documents in which the answer stands are found."}
        </DialogDescription>
      </DialogHeader>
      <Field label="Question">
        {(control) => (
          <Textarea
            {...control}
            required
            rows={2}
            maxLength={2000}
            value={question}
            onChange={(event) => setQuestion(event.target.value)}
          />
        )}
      </Field>
      <div className="flex items-center gap-2.5">
        <Switch id={switchId} checked={isAnswerable} onCheckedChange={setIsAnswerable} />
        <Label htmlFor={switchId}>The documents answer it</Label>
      </div>
      {isAnswerable ? <ChosenDocuments documents={documents} onChange={setDocuments} /> : null}
      <Field
        label="What a good answer says (optional)"
        hint={
          isAnswerable ? "It goes when one of the documents is deleted." : "Why they can't be asked this."
        }
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={10_000}
            value={answer}
            onChange={(event) => setAnswer(event.target.value)}
          />
        )}
      </Field>
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      <DialogFooter>
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" isLoading={isBusy}>
          {draft.id ? "Save" : "Add"}
        </Button>
      </DialogFooter>
    </form>
  );
}
