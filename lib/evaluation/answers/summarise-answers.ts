import type { CorrectnessVerdict, FaithfulnessVerdict } from "../../prompts/judge-prompt.ts";

export interface ScoredAnswer {
  id: string;
  question: string;
  answerable: boolean;
  abstained: boolean;
  containsGold: boolean;
  f1: number;
  citations: number;
  /** Citations whose quote stands word for word in the document that was uploaded. */
  citationsVerbatim: number;
  /** Citations of the document that the gold answer was taken from; null where the set doesn't say. */
  citationsOfGold: number | null;
  sentencesChecked: number;
  sentencesSupported: number;
  /** Sentences without a mark. */
  sentencesUncited: number;
  /** By the judge, where there is one: of answers that aren't abstentions, and of those to answerable questions. */
  faithfulness: FaithfulnessVerdict | null;
  correctness: CorrectnessVerdict | null;
  answer: string;
  milliseconds: number;
}

/** Shares are from 0 to 1, and null where there is nothing that they could be a share of. */
export interface AnswersSummary {
  questions: number;
  answerable: number;
  unanswerable: number;
  /** Of the answerable questions. */
  containsGoldShare: number;
  meanF1: number;
  falseAbstentionShare: number;
  citesGoldDocumentShare: number | null;
  /** Of all questions. */
  abstainedShare: number;
  /** Of the abstentions, those that were right: the question was unanswerable. */
  abstentionPrecision: number | null;
  /** Of the unanswerable questions, those that it abstained from. */
  abstentionRecall: number | null;
  /** Of the citations in answers to answerable questions, those of the gold document. */
  citationPrecision: number | null;
  /** Of the sentences of all answers, those whose citations support them; one without a mark has none. */
  citationRecall: number | null;
  /** Of all citations, and of all cited sentences. */
  citationsVerbatimShare: number | null;
  sentencesSupportedShare: number | null;
  /** Of questions, those with a verbatim citation or an explicit abstention; anything below 1 is a defect. */
  citedOrAbstainedShare: number;
  /** Of the answers with a verdict, those that the judge called supported; of answers to answerable questions those called correct. */
  faithfulShare: number | null;
  correctShare: number | null;
  judged: { faithfulness: number; correctness: number };
}

/** What all answers come to. */
export function summariseAnswers(answers: readonly ScoredAnswer[]): AnswersSummary {
  const answerable = answers.filter((answer) => answer.answerable);
  const unanswerable = answers.filter((answer) => !answer.answerable);
  const abstained = answers.filter((answer) => answer.abstained);
  const pointed = answerable.filter((answer) => answer.citationsOfGold !== null);
  const faithfulness = answers.filter((answer) => answer.faithfulness !== null);
  const correctness = answers.filter((answer) => answer.correctness !== null);
  const supported = sum(answers, (answer) => answer.sentencesSupported);
  const checked = sum(answers, (answer) => answer.sentencesChecked);
  const uncited = sum(answers, (answer) => answer.sentencesUncited);
  return {
    questions: answers.length,
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    containsGoldShare: share(answerable, (answer) => answer.containsGold) ?? 0,
    meanF1: sum(answerable, (answer) => answer.f1) / Math.max(answerable.length, 1),
    falseAbstentionShare: share(answerable, (answer) => answer.abstained) ?? 0,
    citesGoldDocumentShare: share(pointed, (answer) => (answer.citationsOfGold ?? 0) > 0),
    abstainedShare: share(answers, (answer) => answer.abstained) ?? 0,
    abstentionPrecision: share(abstained, (answer) => !answer.answerable),
    abstentionRecall: share(unanswerable, (answer) => answer.abstained),
    citationPrecision: ratio(
      sum(pointed, (answer) => answer.citationsOfGold ?? 0),
      sum(pointed, (answer) => answer.citations),
    ),
    citationRecall: ratio(supported, checked + uncited),
    citationsVerbatimShare: ratio(
      sum(answers, (answer) => answer.citationsVerbatim),
      sum(answers, (answer) => answer.citations),
    ),
    sentencesSupportedShare: ratio(supported, checked),
    citedOrAbstainedShare: share(answers, (answer) => answer.citationsVerbatim > 0 || answer.abstained) ?? 0,
    faithfulShare: share(faithfulness, (answer) => answer.faithfulness === "supported"),
    correctShare: share(correctness, (answer) => answer.correctness === "correct"),
    judged: { faithfulness: faithfulness.length, correctness: correctness.length },
  };
}

const sum = <T>(items: readonly T[], pick: (item: T) => number) =>
  items.reduce((total, item) => total + pick(item), 0);

const share = <T>(items: readonly T[], holds: (item: T) => boolean) =>
  ratio(items.filter(holds).length, items.length);

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
