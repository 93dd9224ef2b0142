import type { SpendPart } from "../../db/budget.ts";
import { recordUsage, type UsageEvent } from "../../db/usage.ts";
import { log } from "../log.ts";
import type { Turn } from "../turn.ts";
import { costMicroUsd, type ModelSpec } from "./catalog.ts";

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
  /** The same by feature, as a budget counts it: without the tokens of the built-in models, which are charged for by nobody. */
  parts(): SpendPart[];
  /** Writes the calls to the ledger. A failure is logged, not thrown: the answer has been given. */
  save(): Promise<void>;
}

/** Every model call of the turn reports here, failed and aborted ones too. */
export function startMeter(turn: Pick<Turn, "principal" | "requestId"> & { conversationId?: string }): Meter {
  const events: UsageEvent[] = [];
  return {
    record({ model, firstTokenMs, promptVersion, cacheWriteTokens, ...call }) {
      const { inputTokens, outputTokens, cachedInputTokens } = call;
      const cost = costMicroUsd(model, inputTokens, outputTokens, { cachedInputTokens, cacheWriteTokens });
      events.push({
        ...call,
        requestId: turn.requestId,
        conversationId: turn.conversationId,
        provider: model.provider,
        modelId: model.id,
        costMicroUsd: call.costMicroUsd ?? cost,
        firstTokenMs: firstTokenMs === undefined ? null : Math.round(firstTokenMs),
        totalMs: Math.round(call.totalMs),
        promptVersion: promptVersion ?? null,
      });
    },
    spentMicroUsd: () => events.reduce((sum, event) => sum + event.costMicroUsd, 0),
    tokens: () => ({
      input: events.reduce((sum, event) => sum + event.inputTokens, 0),
      output: events.reduce((sum, event) => sum + event.outputTokens, 0),
    }),
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
