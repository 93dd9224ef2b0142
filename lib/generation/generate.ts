/**
 * In: the prompt's parts and the models to try, in order. Out: text deltas, and which model wrote the end of it.
 *
 * A model is asked again where that may help (failover-policy.ts); then the next of the chain is. Before the first word the reader
 * learns of it by a notice at the end. After it, the next goes on from what the reader has seen, and a notice marks the seam. An
 * answer that cites nothing is written again, once, by a prompt that says what was wrong. Every call is metered. All of it together is
 * bounded: in time by the patience, in money by the models, which are handed out only while the turn's hold covers a call.
 */
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { callModel } from "../models/call-model.ts";
import { defaultPatience, ModelFailure, type Patience } from "../models/failover-policy.ts";
import type { Models } from "../models/live-models.ts";
import { promptCacheKey } from "../models/mark-cache.ts";
import type { Meter } from "../models/meter.ts";
import type { ModelSpec } from "../models/model-spec.ts";
import { type CallPriority, enterProvider } from "../models/provider-queue.ts";
import { callLimitsOf } from "../models/provider-settings.ts";
import { answerPrompt, answerPromptVersion, type Defect, type Prompt } from "../prompts/answer-prompt.ts";
import type { Background } from "../prompts/background.ts";
import type { AnswerStream, Evidence, HistoryMessage, Notice, Turn } from "../turn.ts";
import type { AnswerWriter } from "./cite-answer.ts";
import { type Broken, failedOver, leftOff, rewritten, seam } from "./failover-notices.ts";
import { findDefect } from "./find-defect.ts";
import { skipRepeat } from "./skip-repeat.ts";
import { streamAnswer } from "./stream-answer.ts";

export interface GenerateInput {
  question: string;
  evidence: Evidence[];
  history: HistoryMessage[];
  background?: Background;
  chain: ModelSpec[];
  writer: AnswerWriter;
  notify: (notice: Notice) => void;
  /** Withdraws what was written and gives the writer of another answer. Without it an answer that cites nothing stands. */
  startOver?: (notice: Notice) => AnswerWriter;
  /** Asked where nothing is written and only the built-in model is left: whether an answer given before takes this one's place. */
  findsSpare?: () => Promise<boolean>;
  /** Told while the answer waits for its provider. */
  status?: AnswerStream["status"];
  /** Default `interactive`. */
  priority?: CallPriority;
  /** What routing compares the answer as. */
  arm?: string | null;
  /** Told how sure a model was of an answer that it wrote alone, null where that isn't known. Without it none is asked. */
  onConfidence?: (confidence: number | null) => void;
}

interface GenerateTools {
  models: Models;
  meter: Meter;
}

/**
 * Writes the answer and returns the model that finished it; null where another answer takes its place. Throws when stopped, or when
 * every model of the chain failed.
 */
export async function generate(
  turn: Turn,
  input: GenerateInput,
  tools: GenerateTools,
): Promise<ModelSpec | null> {
  const { patience = defaultPatience } = tools.models;
  const clock = startClock(patience);
  const answer = startAnswer(turn, input, { ...tools, patience, clock });
  const failures: Broken[] = [];
  try {
    for (const [i, model] of input.chain.entries()) {
      const isLeftOver = model.provider === "builtin" && failures.length > 0 && answer.isUnwritten();
      if (isLeftOver && (await input.findsSpare?.())) return null;
      const isLastWriter = (input.chain[i + 1] ?? model).provider === "builtin";
      const isRetried = ({ why }: ModelFailure) =>
        answer.isUnwritten() || isLastWriter || why === "defective"; // else the next goes on: it is more likely to
      try {
        const call = (attempt: number) => answer.writeWith(model, attempt);
        if (!answer.takeWritten(model))
          await callModel(model, call, { signal: turn.signal, patience, isRetried });
        answer.markEnd();
        if (failures[0] && !answer.hasSeam()) input.notify(failedOver(failures, model));
        return model;
      } catch (error) {
        turn.signal.throwIfAborted();
        if (!(error instanceof ModelFailure)) throw error;
        log.warn({ err: error, requestId: turn.requestId, model: model.id }, "a model failed");
        if (answer.standsWithDefect()) return model;
        failures.push({ model, failure: error });
      }
    }
  } finally {
    clock.end();
  }
  const cause = failures[0]?.failure;
  throw new AppError("provider_unavailable", { cause, message: "every model of the chain failed" });
}

interface AnswerTools extends GenerateTools {
  patience: Patience;
  clock: ReturnType<typeof startClock>;
}

/** An answer on its way from model to model. */
function startAnswer(turn: Turn, input: GenerateInput, { models, meter, patience, clock }: AnswerTools) {
  let { writer } = input;
  const cacheKey = promptCacheKey(turn.principal.tenantId, answerPromptVersion);
  /** What models wrote of it, with their own numbers for the evidence. */
  let raw = "";
  let attempts = 0;
  /** What was wrong with the whole of it. It stands until the next call writes something better. */
  let defect: Defect | null = null;
  let isCorrected = false;
  /** Who left it unfinished, until somebody has gone on. */
  let broken: Broken | null = null;
  let hasSeam = false;

  function markSeam(model: ModelSpec): void {
    if (!broken) return;
    input.notify({ ...seam(broken, model), position: writer.text().length });
    broken = null;
    hasSeam = true;
  }

  function markEnd(): void {
    if (!broken) return;
    input.notify(leftOff(broken));
    broken = null;
    hasSeam = true;
  }

  function leaveOff(model: ModelSpec, error: unknown): void {
    raw = withoutOpenMark(raw);
    if (error instanceof ModelFailure) broken ??= { model, failure: error };
  }

  function begin(model: ModelSpec): void {
    clock.heard();
    if (defect && input.startOver) {
      writer = input.startOver(rewritten(defect));
      raw = "";
      defect = null;
      hasSeam = false;
    }
    markSeam(model);
  }

  const writtenSoFar = () => (defect ? "" : raw);

  function promptFor({ capabilities }: ModelSpec): Prompt {
    const { question, evidence, history, background } = input;
    const canPrefill = capabilities?.includes("prefill");
    const asked = { question, evidence, history, background };
    return answerPrompt({ ...asked, writtenSoFar: writtenSoFar(), defect, canPrefill });
  }

  /** Takes what a model writes, delta by delta. */
  function takerOf(model: ModelSpec): (written: string) => void {
    const repeated = skipRepeat(writtenSoFar());
    let hasBegun = false;
    return (written) => {
      const delta = repeated.push(written);
      if (delta === "") return;
      if (!hasBegun) begin(model);
      hasBegun = true;
      raw += delta;
      writer.write(delta);
    };
  }

  async function stream(model: ModelSpec): Promise<void> {
    const { arm = null } = input;
    if (model.provider !== "builtin") clock.signal.throwIfAborted();
    const prompt = promptFor(model);
    const onConfidence = writtenSoFar() === "" ? input.onConfidence : undefined;
    const leave = await enter(model);
    const onText = takerOf(model);
    const deadline = model.provider === "builtin" ? turn.signal : clock.signal;
    input.onConfidence?.(null);
    const call = { prompt, onText, signal: turn.signal, deadline, patience, arm, cacheKey, onConfidence };
    try {
      await streamAnswer(model, { ...call, attempt: ++attempts }, { models, meter });
    } finally {
      leave();
      writer.flush();
    }
  }

  /** A place at the model's provider, and what gives it back. */
  async function enter({ provider }: ModelSpec): Promise<() => void> {
    if (provider === "builtin") return () => {};
    return enterProvider(provider, {
      concurrencyMax: callLimitsOf(provider).concurrencyMax,
      tenantId: turn.principal.tenantId,
      priority: input.priority ?? "interactive",
      signal: AbortSignal.any([turn.signal, clock.signal]),
      onPosition: (position) => input.status?.({ stage: "queued", position }),
    });
  }

  /** Whether the whole of it is to be written once more, by a prompt that says what was wrong. */
  function mustBeWrittenAgain(model: ModelSpec, attempt: number): boolean {
    if (model.provider === "builtin" || isCorrected || !input.startOver) return false;
    if (attempt >= patience.triesPerModel) return false;
    defect = findDefect(raw, writer.end());
    isCorrected = defect !== null;
    return isCorrected;
  }

  return {
    isUnwritten: () => raw === "",
    hasSeam: () => hasSeam,
    standsWithDefect: () => defect !== null,
    markEnd,

    /**
     * Takes what this model has written to the very prompt elsewhere. Nobody is called for it: neither must its provider be up, nor is a
     * place there waited for. False where there's no such text, or where that can't stand.
     */
    takeWritten(model: ModelSpec): boolean {
      if (raw !== "") return false;
      const text = models.generated?.(model, promptFor(model));
      if (!text) return false;
      takerOf(model)(text);
      writer.flush();
      return !mustBeWrittenAgain(model, 0);
    },

    /** Goes on from what there is with this model, to the end. */
    async writeWith(model: ModelSpec, attempt: number): Promise<void> {
      try {
        await stream(model);
      } catch (error) {
        const isUnfinished = raw !== "" && !defect;
        if (isUnfinished) leaveOff(model, error);
        const hasNothingToAdd =
          model.provider === "builtin" && error instanceof ModelFailure && error.why === "empty_answer";
        if (!(isUnfinished && hasNothingToAdd)) throw error;
      }
      if (mustBeWrittenAgain(model, attempt)) throw new ModelFailure("defective");
    },
  };
}

/** A mark that broke off, which the next model would have to finish. */
const withoutOpenMark = (text: string) => text.replace(/[[【][\d\s,;]*$/, "");

/** Aborts with `out_of_time` when the reader has waited long enough for the first word, or for the whole. */
function startClock({ firstWordMs, totalMs }: Patience) {
  const abort = new AbortController();
  const end = () => abort.abort(new ModelFailure("out_of_time"));
  const firstWord = setTimeout(end, firstWordMs);
  const total = setTimeout(end, totalMs);
  return {
    signal: abort.signal,
    heard: () => clearTimeout(firstWord),
    end() {
      clearTimeout(firstWord);
      clearTimeout(total);
    },
  };
}
