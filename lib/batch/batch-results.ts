import { type BatchResult, loadBatchResults } from "../../db/batches.ts";
import type { BatchResultView } from "../batch-schemas.ts";
import { AppError } from "../errors.ts";
import { toApiCitation, toApiSupport, toApiUsage } from "../run/chat-completion.ts";
import type { Principal } from "../turn.ts";

/** Lines that are read at a time: an answer with its citations takes some 10 KB. */
const linesPerRead = 100;

/** The lines of a batch that have ended, in their order, as JSONL, read as fast as they're taken. */
export function batchResults(
  principal: Principal,
  id: string,
  { after, limit = Number.POSITIVE_INFINITY }: { after?: number; limit?: number },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let last = after;
  let left = limit;
  return new ReadableStream({
    async pull(controller) {
      const lines = await loadBatchResults(principal, id, {
        after: last,
        limit: Math.min(linesPerRead, left),
      });
      for (const line of lines) controller.enqueue(encoder.encode(`${JSON.stringify(resultOf(line))}\n`));
      last = lines.at(-1)?.line;
      left -= lines.length;
      if (lines.length < linesPerRead || left <= 0) controller.close();
    },
  });
}

function resultOf(result: BatchResult): BatchResultView {
  const { line, customId, question, status, answer, usage, requestId, errorCode } = result;
  return {
    custom_id: customId,
    line,
    question,
    status,
    answer: answer && {
      status: answer.status,
      content: answer.text,
      citations: answer.citations.map(toApiCitation),
      support: toApiSupport(answer),
      notices: answer.notices.map(({ kind, text }) => ({ kind, text })),
      model: answer.modelId,
    },
    usage: usage && { ...toApiUsage(usage), cost_micro_usd: usage.costMicroUsd },
    error: errorCode && { code: errorCode, message: new AppError(errorCode).publicMessage },
    request_id: requestId,
  };
}
