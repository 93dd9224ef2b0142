/**
 * The exact answer cache. In: everything an answer depends on, hashed into one key. Out: the answer as it was given.
 * Fails open: a cache that can't be reached is a miss.
 */
import { createHash } from "node:crypto";
import { findAnswerByKey, saveAnswerByKey } from "../../db/answer-cache.ts";
import type { SearchScope } from "../../db/search.ts";
import { log } from "../log.ts";
import { answerPromptVersion } from "../prompts/answer-prompt.ts";
import type { Answer, Turn } from "../turn.ts";

/**
 * Question as asked, filters, collections searched with their versions, prompt and model: two principals share an answer only where
 * they'd be given the same evidence, and a changed collection is never answered from before the change. Null while a
 * conversation is under way (earlier messages shape the answer) and for a regenerated answer.
 */
export function answerCacheKey(turn: Turn, scope: SearchScope[]): string | null {
  if (turn.history.length > 0 || turn.isRegenerated) return null;
  const question = turn.question.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
  const corpus = scope.map(({ collectionId, version }) => `${collectionId}@${version}`);
  return createHash("sha256")
    .update(
      JSON.stringify([question, corpus, answerPromptVersion, turn.model, turn.filters, turn.infersFilters]),
    )
    .digest("hex");
}

export async function findCachedAnswer(turn: Turn, key: string | null): Promise<Answer | null> {
  if (key === null) return null;
  try {
    const found = await findAnswerByKey(turn.principal, key);
    if (!found) return null;
    return {
      ...found,
      notices: [
        ...found.notices,
        { kind: "cached", text: "This question was answered before, from the same documents." },
      ],
    };
  } catch (error) {
    log.warn({ err: error, requestId: turn.requestId }, "the answer cache could not be read");
    return null;
  }
}

/** Keeps an answer that came about as it should: complete, and by the model that was meant to write it. */
export async function cacheAnswer(turn: Turn, key: string | null, answer: Answer): Promise<void> {
  if (key === null || answer.status !== "complete" || answer.notices.length > 0) return;
  try {
    await saveAnswerByKey(turn.principal, key, answer);
  } catch (error) {
    log.warn({ err: error, requestId: turn.requestId }, "the answer could not be cached");
  }
}
