import { DefaultChatTransport } from "ai";
import { apiRequestError } from "@/components/admin/api-request";
import type { ChatRequestInput, LecternMessage } from "@/lib/turn";
import { readText } from "./read-answer";

/** What the reader chose for the next question. */
export type TurnOptions = Pick<ChatRequestInput, "collectionIds" | "model" | "filters" | "inferFilters">;

/**
 * Speaks to /api/chat: posts the last question with its ids (so that posting it again is the same turn), reads the answer's
 * stream, and takes it up again where it runs already. Refusals are thrown as ApiRequestError; a lost connection stays
 * the TypeError of `fetch`, by which `useChat` knows it.
 */
export function createChatTransport(options: () => TurnOptions): DefaultChatTransport<LecternMessage> {
  return new DefaultChatTransport<LecternMessage>({
    api: "/api/chat",
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (response.ok) return response;
      throw apiRequestError(response.status, await response.text(), response.headers.get("retry-after"));
    },
    prepareSendMessagesRequest: ({ id, messages, body }) => {
      const question = messages.findLast((message) => message.role === "user");
      if (!question) throw new Error("there is no question to send");
      const request: ChatRequestInput = {
        conversationId: id,
        questionId: question.id,
        question: readText(question),
        regenerate: body?.regenerate === true,
        ...options(),
        ...(body?.turnOptions as TurnOptions | undefined),
      };
      return { body: request };
    },
  });
}
