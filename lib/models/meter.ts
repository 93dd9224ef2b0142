import type { SpendPart } from "../../db/budget.ts";
import { recordUsage, type UsageEvent } from "../../db/usage.ts";
import { log } from "../log.ts";
import type { Turn } from "../turn.ts";
import { costMicroUsd, type ModelSpec } from "./catalog.ts";
import { observeCall } from "./observe-call.ts";
import { failureCauseOf } from "./read-failure.ts";

export interface ModelCall {
  feature: UsageEvent["feature"];
  model: ModelSpec;
  inputTokens: number;
  /** Of the input, what the provider had in its cache, and what it put there. */
  cachedInputTokens?: number;
  cacheWriteTokens?: number;
  outputTokens: number;
  /** Where it isn't what the tokens cost, as with rerankers that are paid by the call. */
  costMicroUsd?: number;
  firstTokenMs?: number;
  totalMs: number;
  outcome: UsageEvent["outcome"];
  /** What it failed with: the ledger keeps its cause. */
  error?: unknown;
  promptVersion?: string;
  /** From 1, over retries and models of the same step; 1 where it's left out. */
  attempt?: number;
  /** The model's id where a split chose it. */
  arm?: string | null;
}

/** Collects what one turn's model calls used, for the ledger and for settling the budget. */
export interface Meter {
  record(call: ModelCall): void;
  /** Sum of all calls so far, in millionths of a US dollar. */
  spentMicroUsd(): number;
  tokens(): { input: number; output: number };
  /** All calls so far, as the ledger will have them. */
  calls(): readonly UsageEvent[];
  /** The same by feature, as a budget counts it: without the tokens of the built-in models, which are charged for by nobody. */
  parts(): SpendPart[];
  /** Writes the calls to the ledger. A failure is logged, not thrown: the answer has been given. */
  save(): Promise<void>;
}

export interface Metered extends Pick<Turn, "principal" | "requestId"> {
  conversationId?: string;
  /** What is searched; a call is booked on a collection where it's one alone. */
  scope?: { collectionId: string }[];
}

/** Every model call of the turn reports here, failed and aborted ones too. */
export function startMeter(turn: Metered): Meter {
  const [collection, another] = turn.scope ?? [];
  const collectionId = another ? null : collection?.collectionId;
  const events: UsageEvent[] = [];
  return {
    record({ model, firstTokenMs, promptVersion, cacheWriteTokens, error, ...call }) {
      const { inputTokens, outputTokens, cachedInputTokens } = call;
      const cost = costMicroUsd(model, inputTokens, outputTokens, { cachedInputTokens, cacheWriteTokens });
      const event = {
        ...call,
        requestId: turn.requestId,
        conversationId: turn.conversationId,
        collectionId,
        provider: model.provider,
        modelId: model.id,
        costMicroUsd: call.costMicroUsd ?? cost,
        firstTokenMs: firstTokenMs === undefined ? null : Math.round(firstTokenMs),
        totalMs: Math.round(call.totalMs),
        promptVersion: promptVersion ?? null,
        failure: call.outcome === "error" && error !== undefined ? failureCauseOf(error) : null,
      };
      events.push(event);
      observeCall(event);
    },
    spentMicroUsd: () => events.reduce((sum, event) => sum + event.costMicroUsd, 0),
    tokens: () => ({
      input: events.reduce((sum, event) => sum + event.inputTokens, 0),
      output: events.reduce((sum, event) => sum + event.outputTokens, 0),
    }),
    calls: () => events,
    parts() {
      const features = new Set(events.map(({ feature }) => feature));
      return [...features].map((feature) => {
        const own = events.filter((event) => event.feature === feature);
        const tokens = own
          .filter(({ provider }) => provider !== "builtin")
          .reduce((sum, event) => sum + event.inputTokens + event.outputTokens, 0);
        return { feature, microUsd: own.reduce((sum, event) => sum + event.costMicroUsd, 0), tokens };
      });
    },
    async save() {
      try {
        await recordUsage(turn.principal, ...events);
      } catch (error) {
        log.error(
          { err: error, requestId: turn.requestId },
          "the usage of a turn could not be written to the ledger",
        );
      }
    },
  };
}
