/** A request that was read and found valid: what a script can match it by, and how to answer it. */
export interface AcceptedRequest {
  model: string | undefined;
  /** The last user message, or the texts to embed or rank joined by line breaks. */
  userText: string;
  reply(plan: ReplyPlan): Reply;
}

export interface ReplyPlan {
  /** Counts the requests; makes ids. */
  requestNumber: number;
  /** The scripted answer; without it the endpoint finds its own. */
  answer: string | undefined;
  /** Of the prompt's tokens, those that it had in its cache; undefined where it doesn't say. */
  cachedTokens: number | undefined;
  /** Of each of its words, where it's asked; null where it doesn't say, undefined for one that is fairly sure. */
  logprob: number | null | undefined;
  isEmpty: boolean;
}

/** An answer ready to be sent, whole or in events. Events are complete `data: …` blocks; `words` is one event per word. */
export type Reply =
  | { kind: "json"; body: string; wordCount: number }
  | { kind: "events"; opening: string; words: string[]; closing: string };
