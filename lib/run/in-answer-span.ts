import { inSpan } from "../telemetry.ts";
import type { Turn } from "../turn.ts";

/** Answers a turn within the span that holds those of its stages, whoever asked. */
export const inAnswerSpan = <T>(
  {
    requestId,
    conversationId,
    answerId,
    principal,
    source,
  }: Pick<Turn, "requestId" | "conversationId" | "answerId" | "principal" | "source">,
  answer: () => Promise<T>,
): Promise<T> =>
  inSpan("answer", answer, {
    "lectern.request_id": requestId,
    "lectern.tenant_id": principal.tenantId,
    "lectern.source": source,
    "gen_ai.conversation.id": conversationId,
    "lectern.answer_id": answerId,
  });
