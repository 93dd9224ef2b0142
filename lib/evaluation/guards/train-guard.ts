import { readFeatures } from "../../guards/injection/read-features.ts";
import type { TextModels } from "../../guards/injection/score-text.ts";
import { fitTextModels, type LabelledText } from "./fit-linear-model.ts";
import { linesOf } from "./own-examples.ts";
import {
  type GuardPrompt,
  type HiddenInstruction,
  readDocumentQuestions,
  readDocumentTexts,
  sentencesOf,
} from "./read-guard-data.ts";

/** Only sources that hold both attacks and harmless prompts are learned from: the others are what over-defence is measured on. */
export const trainedSources = ["qualifire", "deepset"];

/** Harmless questions and texts to learn from, and those of other data sets to measure on. */
const questionFiles = {
  train: [
    "retrieval/xquad-de/queries.jsonl",
    "retrieval/xquad-zh/queries.jsonl",
    "retrieval/cacm/queries.jsonl",
    "retrieval/nfcorpus/queries.jsonl",
    "answers/clapnq/qa.jsonl",
  ],
  heldOut: [
    "retrieval/mtrag-clapnq/queries.jsonl",
    "retrieval/mtrag-cloud/queries.jsonl",
    "retrieval/scifact/queries.jsonl",
  ],
};
const corpora = {
  train: ["cacm", "scifact", "xquad-de", "mtrag-clapnq"],
  heldOut: ["mtrag-cloud", "nfcorpus", "xquad-zh", "cranfield"],
};
const questionsMax = 200;
const textsMax = 150;

export interface HarmlessTexts {
  questions: string[];
  texts: string[];
}

/** Harmless questions and document texts of the data sets beside the guard's. `part` tells those to learn from from those to measure on. */
export async function readHarmless(data: string, part: "train" | "heldOut"): Promise<HarmlessTexts> {
  return {
    questions: await readDocumentQuestions(data, questionFiles[part], questionsMax),
    texts: await readDocumentTexts(data, corpora[part], textsMax),
  };
}

const labelled =
  (isAttack: boolean, weight = 1) =>
  (text: string): LabelledText => ({ features: readFeatures(text), isAttack, weight });
/** Our own examples are few beside the sets. */
const ownWeight = 3;

/** Learns to tell attacks from harmless questions. */
export function trainOnPrompts(prompts: GuardPrompt[], questions: string[]): TextModels {
  return fitTextModels([
    ...prompts.map(({ features, isAttack }) => ({ features, isAttack })),
    ...questions.map(labelled(false)),
    ...linesOf("harmlessQuestions").map(labelled(false, ownWeight)),
    ...linesOf("attacks").map(labelled(true, ownWeight)),
  ]);
}

/** Sentences that speak to a model are few beside those of documents. */
const attackWeight = 4;
/** An attack that is a question anybody might ask can't be told from a document's own. */
export const harmlessLooking = new Set([
  "Information Retrieval",
  "Learning and Tutoring",
  "Language Translation",
  "Programming Help",
  "Content Creation",
]);

/**
 * Learns to tell sentences that give a model orders from other sentences of documents: from the orders that were put into documents,
 * from short direct attacks, and from sentences of clean documents.
 */
export function trainOnDocuments(
  hidden: HiddenInstruction[],
  prompts: GuardPrompt[],
  texts: string[],
): TextModels {
  const orders = hidden.filter(({ attack, attackType }) => attack && !harmlessLooking.has(attackType ?? ""));
  const attacks = [
    ...new Set(orders.map(({ attack }) => attack!)),
    ...prompts
      .filter(({ isAttack, text, source }) => isAttack && source === "deepset" && text.length < 300)
      .map(({ text }) => text),
  ];
  const clean = hidden.filter(({ attack }) => attack === null).flatMap(({ context }) => sentencesOf(context));
  const sentences = [...new Set([...clean, ...texts.flatMap(sentencesOf)])];
  return fitTextModels([
    ...[...attacks, ...linesOf("orders")].map(labelled(true, attackWeight)),
    ...sentences.map(labelled(false)),
    ...linesOf("harmlessSentences").map(labelled(false, attackWeight)),
  ]);
}
