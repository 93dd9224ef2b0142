/** How much of everything one turn may hold. One table, so that the budget can be reserved for the worst case of all. */
export const limits = {
  /** Earlier messages shown to a model. */
  historyTokensMax: 3_000,
  /** Earlier messages read from the database. */
  historyMessagesMax: 20,
  /** Evidence shown to a model: six chunks of the default size, with room for their fences. */
  evidenceTokensMax: 3_600,
  evidenceMax: 8,
  /** Of an answer, with what a model that reasons spends on that. */
  outputTokensMax: 3_000,
  /** What a whole short answer takes. A budget that doesn't leave this much leaves no answer. */
  outputTokensMin: 500,
  /** Of a chunk, as a reranker is charged for it. */
  chunkTokensMax: 512,
  /** Candidates that each search gives, and that are fused and reranked. */
  candidatesMax: 50,
  /** How long putting them in order may take; past it they stay in fused order. Somebody waits. */
  rerankMsMax: 2_500,
} as const;
