/** How much of everything one turn may hold. One table, so that the budget can be reserved for the worst case of all. */
export const limits = {
  /** What a model is shown of the conversation and of the reader: memories, summary, and the last turns word for word. */
  historyTokensMax: 4_200,
  /** Of it, what the reader wants remembered, and the summary. */
  memoryTokensMax: 500,
  summaryTokensMax: 700,
  /**
   * Turns word for word that are more than this are summed up, down to what is kept: what always fits beside a whole summary. Not
   * sooner, since providers keep a prompt's beginning at a tenth of the price: 2,000 tokens of turns are summed up for what they cost
   * in some 20 turns by a strong model, and in 50 by a cheap one.
   */
  rollUpFrom: { tokens: 3_000, messages: 56 },
  rollUpTo: { tokens: 900, messages: 36 },
  /** Turns that one call sums up: a call once in several turns is cheaper than one in each. */
  summaryTurnsMax: 10,
  /** Of the messages that no summary stands for yet, those read from the database. */
  historyMessagesMax: 60,
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
  /** Sentences of an answer that a judge is asked about: an answer has a dozen, and words can't tell about one in ten. */
  judgedSentencesMax: 8,
  judgeOutputTokensMax: 300,
  /** Of a batch: an hour or three of one provider's time, and with room what such questions take. */
  batchLinesMax: 10_000,
  batchBytesMax: 16 * 1024 * 1024,
  /** Batches of one person that are under way. */
  batchesOpenMax: 10,
} as const;
