import { interruptedNotice } from "../interruption.ts";
import type { ModelSpec } from "../models/catalog.ts";
import { abstention, answerPromptVersion } from "../prompts/answer-prompt.ts";
import type { RetrievalTrace } from "../search.ts";
import type { Answer, AnswerStream, Evidence, Notice, RouteTrace, SentenceVerdict, Turn } from "../turn.ts";
import type { AnswerWriter } from "./cite-answer.ts";

/** An answer while it comes about. Whatever breaks, what's in here is what gets saved. */
export interface Draft {
  standaloneQuestion: string;
  evidence: Evidence[];
  trace: RetrievalTrace | null;
  notices: Notice[];
  writer: AnswerWriter | undefined;
  route: RouteTrace | null;
  /** The model that finished the answer. */
  model: ModelSpec | undefined;
  /** How sure it was, where it was asked and wrote all of it; else null. */
  confidence: number | null;
  /** An answer given before, where nobody could write this one. */
  spare: Answer | null;
  out: AnswerStream;
  /** Shows a notice now and keeps it. */
  notify: (notice: Notice) => void;
  /** Withdraws what was written: the reader is told why, and the writer of another answer begins. */
  restart: (notice: Notice) => void;
}

export function startDraft(turn: Turn, out: AnswerStream): Draft {
  const notices: Notice[] = [];
  return {
    standaloneQuestion: turn.question,
    evidence: [],
    trace: null,
    notices,
    writer: undefined,
    route: null,
    model: undefined,
    confidence: null,
    spare: null,
    out,
    notify(notice) {
      notices.push(notice);
      out.notice(notice);
    },
    restart(notice) {
      // A seam is a place in the text that is withdrawn.
      const kept = notices.filter(({ position }) => position === undefined);
      notices.splice(0, notices.length, ...kept, notice);
      out.restart(notice);
    },
  };
}

/** What a model says when it abstains, give or take its punctuation. */
export const isAbstention = (text: string) =>
  text.trim().toLowerCase().startsWith(abstention.slice(0, -1).toLowerCase());

/** Ends a draft: checks its last sentence and decides whether it answers. `fault` is the public message of a failure. */
export function finishDraft(
  draft: Draft,
  outcome: "complete" | "stopped" | "interrupted" | "failed",
  fault?: string,
): Answer {
  const written = draft.writer?.end() ?? { text: "", citations: [], verdicts: [] };
  // Nothing written, or a model that broke off while it abstained and found no one to go on: the sentence is completed.
  if (outcome === "complete" && abstention.startsWith(written.text)) {
    const rest = abstention.slice(written.text.length);
    draft.out.text(rest);
    written.text += rest;
  }
  const isAbstained = outcome === "complete" && written.citations.length === 0 && isAbstention(written.text);
  if (outcome === "stopped") draft.notify({ kind: "stopped", text: "You stopped this answer." });
  if (outcome === "interrupted") draft.notify(interruptedNotice);
  if (outcome === "failed")
    draft.notify({ kind: "degraded", text: fault ?? "This answer could not be finished." });
  if (isAbstained) draft.notify({ kind: "abstained", text: "No source was found that answers this." });
  if (outcome === "complete" && !isAbstained && written.citations.length === 0)
    draft.notify({ kind: "degraded", text: "This answer names no source, so none of it could be checked." });
  return {
    status: isAbstained ? "abstained" : outcome,
    ...written,
    notices: draft.notices,
    modelId: draft.model?.id ?? "none",
    promptVersion: answerPromptVersion,
    standaloneQuestion: draft.standaloneQuestion,
    route: draft.route,
    supportShare: supportShareOf(written.verdicts),
    trace: draft.trace,
    evidenceDocumentIds: restsOn(draft),
  };
}

/** The share of what was checked that is supported; null where nothing was. */
export function supportShareOf(verdicts: SentenceVerdict[]): number | null {
  const checked = verdicts.filter(({ verdict }) => verdict !== "unchecked");
  if (checked.length === 0) return null;
  return checked.filter(({ verdict }) => verdict === "supported").length / checked.length;
}

/** Documents by which the answer came about: in the evidence, or named by a filter. */
function restsOn({ evidence, trace }: Draft): string[] {
  const named = trace?.filters.flatMap(({ filters }) => filters.documentIds ?? []) ?? [];
  return [...new Set([...evidence.map(({ chunk }) => chunk.documentId), ...named])];
}
