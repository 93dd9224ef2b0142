import { recordUsage, type UsageEvent } from "../../db/usage.ts";
import { log } from "../log.ts";
import type { Turn } from "../turn.ts";
import { costMicroUsd, type ModelSpec } from "./catalog.ts";

export interface ModelCall {
  feature: UsageEvent["feature"];
  model: ModelSpec;
  inputTokens: number;
  outputTokens: number;
  /** Where it isn't what the tokens cost, as with rerankers that are paid by the call. */
  costMicroUsd?: number;
  firstTokenMs?: number;
  totalMs: number;
  outcome: UsageEvent["outcome"];
  promptVersion?: string;
}

/** Collects what one turn's model calls used, for the ledger and for settling the budget. */
export interface Meter {
  record(call: ModelCall): void;
  /** Sum of all calls so far, in millionths of a US dollar. */
  spentMicroUsd(): number;
  tokens(): { input: number; output: number };
  /** Writes the calls to the ledger. A failure is logged, not thrown: the answer has been given. */
  save(): Promise<void>;
}

/** Every model call of the turn reports here, failed and aborted ones too. */
export function startMeter(turn: Pick<Turn, "principal" | "requestId"> & { conversationId?: string }): Meter {
  const events: UsageEvent[] = [];
  return {
    record({ model, firstTokenMs, promptVersion, ...call }) {
      events.push({
        ...call,
        requestId: turn.requestId,
        conversationId: turn.conversationId,
        provider: model.provider,
        modelId: model.id,
        costMicroUsd: call.costMicroUsd ?? costMicroUsd(model, call.inputTokens, call.outputTokens),
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
