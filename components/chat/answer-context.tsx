"use client";

import { createContext, useContext } from "react";
import type { Citation, Notice, SentenceVerdict } from "@/lib/turn";

/**
 * What the marks inside an answer's text need to know. By context, so that a verdict that arrives changes its mark without
 * the Markdown around it being read again.
 */
export interface AnswerMarks {
  messageId: string;
  citations: Citation[];
  verdicts: SentenceVerdict[];
  /** Notices of places in the text where another model went on. */
  seams?: Notice[];
  /** The citation whose source is open. */
  openedOrdinal: number | null;
  onOpen: (ordinal: number) => void;
}

const AnswerMarksContext = createContext<AnswerMarks>({
  messageId: "",
  citations: [],
  verdicts: [],
  openedOrdinal: null,
  onOpen: () => {},
});

export const AnswerMarksProvider = AnswerMarksContext.Provider;

/** The marks of the answer around. */
export function useAnswerMarks(): AnswerMarks {
  return useContext(AnswerMarksContext);
}
