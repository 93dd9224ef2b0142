import { z } from "zod";

/**
 * What a test may make the provider do. A behaviour says which requests it is for (`match`), how many of them (`n`,
 * 0 = until the next reset), and what happens to each. Fields combine: a slow answer that is then cut is one behaviour.
 *
 * | field | effect |
 * |---|---|
 * | `latencyMs` | waits before the first byte |
 * | `msPerToken` | waits before each word of a chat answer; not streamed: as long in total, before the body |
 * | `answer` | the chat answer, instead of one from the evidence |
 * | `cachedTokens` | of the prompt's tokens, those that its usage says were in the provider's cache |
 * | `logprob` | what it says of each token where it's asked for log-probabilities; null: it doesn't say |
 * | `failure` | one of the kinds below |
 *
 * | `failure.kind` | chat, streamed | chat not streamed, embeddings, rerank, models |
 * |---|---|---|
 * | `status` | this `status` (400–599) with an OpenAI error body, `code`, and `Retry-After` from `retryAfterSeconds` | the same |
 * | `hang` | no byte is sent, the connection stays open until the client leaves | the same |
 * | `reset` | the connection is reset before a byte is sent | the same |
 * | `wrong-content-type` | 200 with a page of HTML, as a misconfigured proxy sends | the same |
 * | `empty-answer` | a complete stream without text | `""` as content; no embeddings; nothing ranked; no models |
 * | `hang-mid-stream` | silence after `afterTokens` words, the connection stays open | after half of the body |
 * | `cut-mid-stream` | the connection ends after `afterTokens` words | after half of the body |
 * | `malformed-json` | after `afterTokens` words an event that is no JSON, then the stream ends | half of the body, as if whole |
 *
 * Which behaviour a request takes: the oldest counted one that matches; when there is none, the newest standing one
 * (`n: 0`); when there is none, the default answer. A request takes one behaviour at most, and only when it's valid. Requests
 * about files and batches take those alone that name their path, and fail with a status whatever the kind; but for
 * `malformed-json`: what was asked for is done, and what is said of it can't be read.
 */
const behaviourSchema = z.strictObject({
  match: z
    .strictObject({
      path: z
        .enum([
          "/v1/models",
          "/v1/chat/completions",
          "/v1/embeddings",
          "/v1/rerank",
          "/rerank",
          "/v1/files",
          "/v1/batches",
          "/v1/messages",
          "/v1/messages/batches",
        ])
        .optional(),
      model: z.string().optional(),
      /** A substring of the last user message, or of any text to embed or rank. */
      contains: z.string().optional(),
    })
    .default({}),
  n: z.int().min(0).default(1),
  latencyMs: z.int().min(0).max(600_000).default(0),
  msPerToken: z.int().min(0).max(60_000).optional(),
  answer: z.string().optional(),
  cachedTokens: z.int().min(0).optional(),
  logprob: z.number().max(0).nullish(),
  failure: z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("status"),
        status: z.int().min(400).max(599),
        retryAfterSeconds: z.int().min(0).optional(),
        code: z.string().optional(),
      }),
      z.strictObject({ kind: z.enum(["hang", "reset", "wrong-content-type", "empty-answer"]) }),
      z.strictObject({
        kind: z.enum(["hang-mid-stream", "cut-mid-stream", "malformed-json"]),
        afterTokens: z.int().min(0).default(3),
      }),
    ])
    .optional(),
});

export type BehaviourInput = z.input<typeof behaviourSchema>;
export type Behaviour = z.output<typeof behaviourSchema>;

export interface MatchableRequest {
  path: string;
  model: string | undefined;
  userText: string;
}

/** Holds the behaviours a test has asked for, and hands each request its own. */
export function createScript() {
  let counted: { behaviour: Behaviour; left: number }[] = [];
  let standing: Behaviour[] = [];

  return {
    /** Adds one or several behaviours; throws a ZodError on anything it doesn't know. Returns how many it added. */
    add(input: unknown): number {
      const behaviours = z.array(behaviourSchema).parse(Array.isArray(input) ? input : [input]);
      for (const behaviour of behaviours) {
        if (behaviour.n === 0) standing.unshift(behaviour);
        else counted.push({ behaviour, left: behaviour.n });
      }
      return behaviours.length;
    },

    /** The behaviour for this request, used up by one; undefined when the script has none for it. */
    take(request: MatchableRequest): Behaviour | undefined {
      const entry = counted.find(({ behaviour }) => matches(behaviour, request));
      if (!entry) return standing.find((behaviour) => matches(behaviour, request));
      entry.left -= 1;
      counted = counted.filter(({ left }) => left > 0);
      return entry.behaviour;
    },

    /** How many requests the counted behaviours still wait for: 0 says that a test's script was played to its end. */
    left(): number {
      return counted.reduce((sum, entry) => sum + entry.left, 0);
    },

    reset(): void {
      counted = [];
      standing = [];
    },
  };
}

const takenByName: ReadonlySet<string> = new Set(["/v1/files", "/v1/batches", "/v1/messages/batches"]);

function matches({ match }: Behaviour, request: MatchableRequest): boolean {
  if (match.path === undefined && takenByName.has(request.path)) return false;
  if (match.path !== undefined && match.path !== request.path) return false;
  if (match.model !== undefined && match.model !== request.model) return false;
  return match.contains === undefined || request.userText.includes(match.contains);
}
