import { withoutMarks } from "@/components/chat/copy-answer";
import type { QuestionDraft } from "./question-dialog";
import { citedDocuments, type RatedAnswerView } from "./set-view";

/** Whether every sentence of the answer that was checked is supported by what it cites. */
export function isVerified({
  verdicts,
  citations,
}: Pick<RatedAnswerView, "verdicts" | "citations">): boolean {
  return (
    citations.length > 0 && verdicts.length > 0 && verdicts.every(({ verdict }) => verdict === "supported")
  );
}

/** Whether it can go into a set as it is: somebody found it good, it was verified, and its question stands alone. */
export function isReadyToAdd(answer: RatedAnswerView): boolean {
  return answer.rating === "up" && !answer.isFollowUp && isVerified(answer);
}

/** The question that a rated answer makes: one that was found good is what a good answer says, of a bad one only the question is kept. */
export function questionFrom(answer: RatedAnswerView): QuestionDraft {
  const isGood = answer.rating === "up";
  return {
    question: answer.question,
    answer: isGood ? withoutMarks(answer.answer, answer.citations).trim() : null,
    isAnswerable: true,
    documents: isGood ? citedDocuments(answer) : [],
    origin: "rated",
  };
}

/** What an admin has to see to before it goes into a set. */
export function adviceOn(answer: RatedAnswerView): string {
  const needs = [
    answer.isFollowUp && "The question came up in a conversation: write it so that it stands alone.",
    answer.rating === "down" && "The answer was found bad: say what a good one says and where it stands.",
    answer.rating === "up" &&
      !isVerified(answer) &&
      "Not every sentence was verified: check answer and documents.",
  ];
  return needs.filter(Boolean).join(" ");
}
