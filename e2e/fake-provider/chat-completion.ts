import { z } from "zod";
import type { AcceptedRequest, Reply, ReplyPlan } from "./accepted-request.ts";
import { answerFromEvidence } from "./answer-from-evidence.ts";
import { condenseQuestion, userTurns } from "./condense-question.ts";
import { parseOrReject } from "./http-error.ts";
import { requireModel } from "./models.ts";
import { lastUserText, type PromptMessage, readPrompt } from "./read-prompt.ts";

const contentSchema = z.union([
  z.string(),
  z.array(z.object({ type: z.string(), text: z.string().default("") })),
  z.null(),
]);

/** Fields that aren't named here (temperature, tools, …) are taken and change nothing, as this model has no use for them. */
const chatSchema = z.object({
  model: z.string(),
  messages: z
    .array(
      z.object({
        role: z.enum(["system", "developer", "user", "assistant", "tool"]),
        content: contentSchema.default(null),
      }),
    )
    .min(1),
  n: z.literal(1).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  logprobs: z.boolean().nullish(),
});

type ChatRequest = z.output<typeof chatSchema>;

/** What it says of a token where nothing is scripted. */
const usualLogprob = -0.05;

interface Completion {
  id: string;
  created: number;
  model: string;
  words: string[];
  /** Of each word; null where it wasn't asked or doesn't say. */
  logprob: number | null;
  finishReason: "stop" | "length";
  usage: {
    prompt_tokens: number;
    completion_tokens: number;
    total_tokens: number;
    prompt_tokens_details?: { cached_tokens: number };
  };
}

/** Reads a `POST /v1/chat/completions`; throws a 400 or 404 in OpenAI's words on what OpenAI would refuse. */
export function readChatRequest(body: unknown): AcceptedRequest {
  const chat = parseOrReject(chatSchema, body);
  requireModel(chat.model, "chat");
  const messages = chat.messages.map(({ role, content }) => ({ role, text: textOf(content) }));
  return {
    model: chat.model,
    userText: lastUserText(messages),
    reply: (plan) => {
      const completion = complete(chat, messages, plan);
      return chat.stream
        ? eventsOf(completion, chat.stream_options?.include_usage === true)
        : { kind: "json", body: JSON.stringify(wholeOf(completion)), wordCount: completion.words.length };
    },
  };
}

function textOf(content: z.output<typeof contentSchema>): string {
  if (typeof content === "string") return content;
  return (content ?? []).map((part) => part.text).join("");
}

/** Evidence → a cited answer, or its rest where it has begun with the same words. A conversation → the standalone question, or what was asked. Turns → a line about each. Otherwise → an echo. */
function answerPrompt(messages: readonly PromptMessage[]): string {
  const { evidence, conversation, question, written, turns } = readPrompt(messages);
  if (evidence.length > 0) {
    const answer = answerFromEvidence(question, evidence);
    return answer.startsWith(written) ? answer.slice(written.length) : answer;
  }
  if (turns.length > 0) return turns.map((asked, i) => `${i + 1}: The reader asked: ${asked}`).join("\n");
  if (conversation === undefined) return question || "There is no question in this request.";
  if (question) return condenseQuestion(question, conversation);
  return `The user asked: ${userTurns(conversation).join(" ")}`;
}

function complete(chat: ChatRequest, messages: readonly PromptMessage[], plan: ReplyPlan): Completion {
  const text = plan.isEmpty ? "" : (plan.answer ?? answerPrompt(messages));
  const all = text.match(/\s*\S+(?:\s+$)?/g) ?? [];
  const tokensMax = chat.max_completion_tokens ?? chat.max_tokens ?? Number.POSITIVE_INFINITY;
  let chars = 0;
  const words = all.filter((word) => {
    chars += word.length;
    return tokenCount(chars) <= tokensMax;
  });
  const promptTokens = tokenCount(messages.reduce((sum, message) => sum + message.text.length, 0));
  const completionTokens = tokenCount(words.join("").length);
  return {
    id: `chatcmpl-fake-${plan.requestNumber}`,
    created: Math.floor(Date.now() / 1000),
    model: chat.model,
    words,
    logprob: chat.logprobs && plan.logprob !== null ? (plan.logprob ?? usualLogprob) : null,
    finishReason: words.length < all.length ? "length" : "stop",
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
      ...(plan.cachedTokens !== undefined && {
        prompt_tokens_details: { cached_tokens: Math.min(plan.cachedTokens, promptTokens) },
      }),
    },
  };
}

/** Four characters to a token, the usual rule of thumb for English. */
export function tokenCount(chars: number): number {
  return Math.ceil(chars / 4);
}

const logprobsOf = (words: string[], logprob: number | null) =>
  logprob === null
    ? null
    : { content: words.map((token) => ({ token, logprob, bytes: null, top_logprobs: [] })), refusal: null };

function wholeOf({ id, created, model, words, logprob, finishReason, usage }: Completion) {
  const message = { role: "assistant", content: words.join(""), refusal: null };
  const logprobs = logprobsOf(words, logprob);
  const choices = [{ index: 0, message, logprobs, finish_reason: finishReason }];
  return { id, object: "chat.completion", created, model, choices, usage };
}

function eventsOf(
  { id, created, model, words, logprob, finishReason, usage }: Completion,
  includeUsage: boolean,
): Reply {
  const event = (fields: object) => {
    const chunk = {
      id,
      object: "chat.completion.chunk",
      created,
      model,
      ...(includeUsage && { usage: null }),
      ...fields,
    };
    return `data: ${JSON.stringify(chunk)}\n\n`;
  };
  const delta = (part: object, reason: string | null = null, logprobs: object | null = null) =>
    event({ choices: [{ index: 0, delta: part, logprobs, finish_reason: reason }] });
  return {
    kind: "events",
    opening: delta({ role: "assistant", content: "" }),
    words: words.map((content) => delta({ content }, null, logprobsOf([content], logprob))),
    closing: `${delta({}, finishReason)}${includeUsage ? event({ choices: [], usage }) : ""}data: [DONE]\n\n`,
  };
}
