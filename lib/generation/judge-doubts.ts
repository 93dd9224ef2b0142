/**
 * In: an answer whose sentences were checked by their words. Out: what a model says of those of which words can't tell, sent again
 * under the same ids. Only where the tenant wants it and a judge is there. Bounded in number and time; a judge that fails, or
 * doesn't say, leaves the verdict that stands.
 */
import { generateText } from "ai";
import pLimit from "p-limit";
import { limits } from "../limits.ts";
import { log } from "../log.ts";
import type { ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter, ModelCall } from "../models/meter.ts";
import { withPlace } from "../models/with-place.ts";
import {
  faithfulnessPrompt,
  faithfulnessVerdicts,
  judgePromptVersion,
  readVerdict,
} from "../prompts/judge-prompt.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { SentenceVerdict, Turn } from "../turn.ts";
import type { DoubtfulSentence } from "./cite-answer.ts";
import type { Draft } from "./draft.ts";

const callsAtOnce = 4;
/** For all of them: the reader has the answer already, but waits for its end. */
const timeoutMs = 10_000;

interface JudgeTools {
  policy: TenantPolicy;
  models: Models;
  meter: Meter;
}

/** Throws only when the turn is stopped. */
export async function judgeDoubts(
  turn: Turn,
  draft: Draft,
  { policy, models, meter }: JudgeTools,
): Promise<void> {
  const { writer, out } = draft;
  const judge = policy.checks.usesJudge && writer ? models.judgeModel(policy) : null;
  if (!judge || !writer) return;
  writer.end();
  const doubts = writer.doubts().slice(0, limits.judgedSentencesMax);
  if (doubts.length === 0) return;
  out.status({ stage: "checking" });
  const inTurn = pLimit(callsAtOnce);
  const signal = AbortSignal.any([turn.signal, AbortSignal.timeout(timeoutMs)]);
  const judged = doubts.map((doubt) =>
    inTurn(async () => {
      const checked = await askJudge(judge, doubt, { turn, models, meter, signal });
      if (checked) writer.revise(doubt.start, checked);
    }),
  );
  await Promise.all(judged);
  turn.signal.throwIfAborted();
}

/** Null where nothing can be had of it. */
async function askJudge(
  judge: ModelSpec,
  { text, chunks }: DoubtfulSentence,
  { turn, models, meter, signal }: { turn: Turn; models: Models; meter: Meter; signal: AbortSignal },
): Promise<Pick<SentenceVerdict, "verdict" | "reason"> | null> {
  if (signal.aborted) return null;
  const sources = chunks.map((chunk) => [chunk.title, ...chunk.headingPath, chunk.text].join("\n"));
  const { instructions, messages } = faithfulnessPrompt({ sources, text });
  const { tenantId } = turn.principal;
  const place = { tenantId, priority: turn.source === "batch" ? "batch" : "interactive", signal } as const;
  const startedAt = performance.now();
  const report = (call: Pick<ModelCall, "outcome"> & Partial<ModelCall>) =>
    meter.record({
      feature: "judge",
      model: judge,
      inputTokens: 0,
      outputTokens: 0,
      totalMs: performance.now() - startedAt,
      promptVersion: judgePromptVersion,
      ...call,
    });
  try {
    const reply = await withPlace(judge, place, () =>
      generateText({
        model: models.language(judge),
        instructions,
        messages,
        temperature: 0,
        maxOutputTokens: limits.judgeOutputTokensMax,
        maxRetries: 0,
        abortSignal: signal,
      }),
    );
    const { inputTokens = 0, outputTokens = 0 } = reply.usage;
    report({ outcome: "ok", inputTokens, outputTokens });
    return toVerdict(readVerdict(reply.text, faithfulnessVerdicts));
  } catch (error) {
    report({ outcome: turn.signal.aborted ? "aborted" : "error", error });
    if (!turn.signal.aborted)
      log.warn({ err: error, requestId: turn.requestId, model: judge.id }, "a sentence could not be judged");
    return null;
  }
}

/** What the judge writes beside its verdict is a model's and isn't shown. */
function toVerdict(
  said: (typeof faithfulnessVerdicts)[number] | null,
): Pick<SentenceVerdict, "verdict" | "reason"> | null {
  switch (said) {
    case "supported":
      return { verdict: "supported", reason: "A second model compared it with the cited source and agrees." };
    case "partly":
      return {
        verdict: "unsupported",
        reason: "A second model finds that the cited source doesn't say all of this.",
      };
    case "unsupported":
      return {
        verdict: "unsupported",
        reason: "A second model finds that the cited source doesn't say this.",
      };
    case null:
      return null;
  }
}
