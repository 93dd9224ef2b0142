/**
 * The policies of failing over, in two tables: how long anybody waits, and what follows from each way in which a model's call can
 * go wrong.
 */

export interface Patience {
  /** For the first token of a model's answer: a large model that has to be loaded first (Ollama) takes some 20 s. */
  firstTokenMs: number;
  /** Between two tokens after that. */
  betweenTokensMs: number;
  /** For the first word that a reader sees, over all models and retries; then the built-in model answers. */
  firstWordMs: number;
  /** For the whole answer. */
  totalMs: number;
  /** How often one model is asked for one answer. */
  triesPerModel: number;
  /** Before a retry, at least and at most: doubled each time, with jitter. */
  backoffMs: { initial: number; max: number };
  /** A provider that wants us to wait longer than that (`Retry-After`) is left to others: somebody waits. */
  retryAfterMaxMs: number;
}

export const defaultPatience: Patience = {
  firstTokenMs: 30_000,
  betweenTokensMs: 20_000,
  firstWordMs: 60_000,
  totalMs: 300_000,
  triesPerModel: 2,
  backoffMs: { initial: 250, max: 2_000 },
  retryAfterMaxMs: 4_000,
};

interface Consequence {
  /** Asking the same model again may help. */
  isRetried: boolean;
  /** Whose breaker counts it: the model's alone, that of all models of its provider, or none where the call itself was at fault. */
  blames: "model" | "provider" | null;
  /** After the model's name, for the reader. */
  said: string;
}

/** What follows from each cause. What isn't here can't be thrown as a ModelFailure. */
export const consequences = {
  rate_limited: { isRetried: true, blames: "model", said: "is too busy" },
  server_error: { isRetried: true, blames: "model", said: "had an error" },
  unreachable: { isRetried: true, blames: "provider", said: "could not be reached" },
  /** The connection broke after the answer had begun. */
  cut_off: { isRetried: true, blames: "model", said: "broke off" },
  no_first_token: { isRetried: true, blames: "model", said: "didn't begin in time" },
  stalled: { isRetried: true, blames: "model", said: "fell silent" },
  malformed: { isRetried: true, blames: "model", said: "sent something that can't be read" },
  empty_answer: { isRetried: true, blames: "model", said: "wrote nothing" },
  /** What it wrote isn't an answer from the evidence: it's asked again in other words (find-defect.ts). */
  defective: { isRetried: true, blames: null, said: "wrote an answer without sources" },
  bad_request: { isRetried: false, blames: null, said: "can't take this question" },
  unauthorised: { isRetried: false, blames: "provider", said: "refuses our key" },
  content_filtered: { isRetried: false, blames: null, said: "declined to answer" },
  /** Its breaker is open: it isn't asked until it has rested. */
  resting: { isRetried: false, blames: null, said: "has failed too often in the last minutes" },
  /** Too many wait for it already. */
  crowded: { isRetried: false, blames: null, said: "has too many questions waiting" },
  /** Our own time for it is up. */
  out_of_time: { isRetried: false, blames: null, said: "took too long" },
  over_budget: { isRetried: false, blames: null, said: "would have cost more than is left" },
  /** Our own code doesn't let us call it. */
  refused: { isRetried: false, blames: null, said: "may not be used" },
  unknown: { isRetried: false, blames: "model", said: "failed" },
} as const satisfies Record<string, Consequence>;

export type FailureCause = keyof typeof consequences;

/** A model's call that failed, and why. */
export class ModelFailure extends Error {
  override readonly name = "ModelFailure";
  readonly why: FailureCause;
  /** When the provider wants to be asked again. */
  readonly retryAfterMs: number | undefined;

  constructor(why: FailureCause, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(`a model's call failed: ${why}`, { cause: options.cause });
    this.why = why;
    this.retryAfterMs = options.retryAfterMs;
  }
}
