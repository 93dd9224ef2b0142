import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { ZodError } from "zod";
import type { AcceptedRequest } from "./accepted-request.ts";
import { createBatches } from "./batches.ts";
import { readChatRequest } from "./chat-completion.ts";
import { readEmbeddingsRequest } from "./embeddings.ts";
import { HttpError, rejection } from "./http-error.ts";
import { createMessageBatches } from "./message-batches.ts";
import { listModels } from "./models.ts";
import { parseJson, readBody } from "./read-body.ts";
import { createRequestLog, type ReceivedRequest } from "./request-log.ts";
import { readRerankRequest, readTextRerankRequest } from "./rerank.ts";
import { type BehaviourInput, createScript } from "./script.ts";
import { sendJson, sendReply } from "./send-reply.ts";

export interface FakeProviderOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** How long each word of a chat answer takes where no script says otherwise; 0 by default. */
  msPerToken?: number;
}

export interface FakeProvider {
  /** The server's origin. The API is at `${url}/v1`, the control plane at `${url}/control`. */
  url: string;
  /** Adds behaviours, checked as strictly as over HTTP. See script.ts for what there is. */
  script(behaviours: BehaviourInput | BehaviourInput[]): void;
  /** What was received since the last reset, oldest first, secrets redacted. */
  requests(): ReceivedRequest[];
  /** The ids of what it keeps of batches: OpenAI's files, Anthropic's batches. */
  files(): string[];
  /** Forgets script and requests, and ends the scripted answers that are still open (hangs, slow streams). */
  reset(): void;
  close(): Promise<void>;
}

const apiBodyBytesMax = 8 * 1024 * 1024;
const controlBodyBytesMax = 1024 * 1024;

/** The model endpoints: how each reads its request. */
const endpoints: Record<string, (bodyText: string) => AcceptedRequest> = {
  "GET /v1/models": () => ({
    model: undefined,
    userText: "",
    reply: ({ isEmpty }) => ({ kind: "json", body: JSON.stringify(listModels(isEmpty)), wordCount: 0 }),
  }),
  "POST /v1/chat/completions": (bodyText) => readChatRequest(parseJson(bodyText)),
  "POST /v1/embeddings": (bodyText) => readEmbeddingsRequest(parseJson(bodyText)),
  "POST /v1/rerank": (bodyText) => readRerankRequest(parseJson(bodyText)),
  "POST /rerank": (bodyText) => readTextRerankRequest(parseJson(bodyText)),
};

/**
 * Starts an OpenAI-compatible server on loopback and resolves once it listens; rejects when the port can't be had.
 * Any API key will do, also none.
 */
export async function startFakeProvider({
  port = 0,
  msPerToken = 0,
}: FakeProviderOptions = {}): Promise<FakeProvider> {
  const script = createScript();
  const log = createRequestLog();
  const batches = createBatches((about) => script.take(about));
  const messageBatches = createMessageBatches((about) => script.take(about));
  let scriptedAnswers = new AbortController();

  function reset(): void {
    script.reset();
    log.reset();
    batches.reset();
    messageBatches.reset();
    scriptedAnswers.abort();
    scriptedAnswers = new AbortController();
  }

  /** The control plane: what each call does and answers. */
  const controls: Record<string, (bodyText: string) => object> = {
    "GET /control/health": () => ({ status: "ok", scriptLeft: script.left() }),
    "GET /control/requests": () => ({ requests: log.list(), forgotten: log.forgotten() }),
    "POST /control/script": (bodyText) => {
      const added = script.add(parseJson(bodyText));
      return { added, scriptLeft: script.left() };
    },
    "POST /control/reset": () => {
      reset();
      return { status: "ok" };
    },
  };

  async function answerApi(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    read: (bodyText: string) => AcceptedRequest,
  ): Promise<void> {
    const bodyText = await readBody(request, apiBodyBytesMax);
    const received = log.add(request.method ?? "GET", path, request.headers, bodyText);
    const gone = new AbortController();
    response.on("close", () => gone.abort());

    let accepted: AcceptedRequest;
    try {
      accepted = read(bodyText);
    } catch (error) {
      received.outcome = "refused";
      throw error;
    }
    const behaviour = script.take({ path, model: accepted.model, userText: accepted.userText });
    received.failure = behaviour?.failure?.kind ?? null;
    const isEmpty = behaviour?.failure?.kind === "empty-answer";
    const { answer, cachedTokens, logprob } = behaviour ?? {};
    const reply = accepted.reply({ requestNumber: received.number, answer, cachedTokens, logprob, isEmpty });
    const delivery = {
      latencyMs: behaviour?.latencyMs ?? 0,
      msPerToken: behaviour?.msPerToken ?? msPerToken,
      failure: behaviour?.failure,
    };
    const { signal: released } = scriptedAnswers;
    const signal = behaviour ? AbortSignal.any([gone.signal, released]) : gone.signal;
    try {
      await sendReply(response, reply, delivery, signal);
      received.outcome = response.writableEnded ? "answered" : "ended-by-provider";
    } catch (error) {
      received.outcome = released.aborted && !gone.signal.aborted ? "ended-by-provider" : "closed-by-client";
      if (!signal.aborted && !response.destroyed) throw error;
      response.destroy();
    }
  }

  async function answerBatches(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> {
    const bodyText = await readBody(request, apiBodyBytesMax);
    const received = log.add(request.method ?? "GET", path, request.headers, bodyText);
    const [about = path] = /^\/v1\/(?:messages\/)?[^/]+/.exec(path) ?? [];
    const { failure } = script.take({ path: about, model: undefined, userText: "" }) ?? {};
    received.failure = failure?.kind ?? null;
    if (failure && failure.kind !== "malformed-json")
      throw new HttpError(failure.kind === "status" ? failure.status : 500, "Scripted failure.", {
        code: "scripted",
      });
    const { answer: answerBatch } = about === "/v1/messages/batches" ? messageBatches : batches;
    const answered = answerBatch(request.method ?? "GET", path, bodyText);
    if (answered === undefined) throw new HttpError(404, `Invalid URL (${path})`, { code: "unknown_url" });
    received.outcome = "answered";
    if (failure) response.end('{"id":');
    else if (typeof answered === "string") response.end(answered);
    else sendJson(response, 200, answered);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const route = `${request.method} ${path}`;
    const read = endpoints[route];
    if (read) return await answerApi(request, response, path, read);
    const control = controls[route];
    if (control) return sendJson(response, 200, control(await readBody(request, controlBodyBytesMax)));
    if (/^\/v1\/(files|batches|messages\/batches)(\/|$)/.test(path))
      return await answerBatches(request, response, path);
    const isOtherMethod = [...Object.keys(endpoints), ...Object.keys(controls)].some((key) =>
      key.endsWith(` ${path}`),
    );
    if (isOtherMethod)
      throw new HttpError(405, `Not allowed to ${request.method} ${path}`, { code: "method_not_allowed" });
    throw new HttpError(404, `Invalid URL (${route})`, { code: "unknown_url" });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => sendFailure(request, response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  const boundPort = typeof address === "object" && address ? address.port : port;

  return {
    url: `http://127.0.0.1:${boundPort}`,
    script: (behaviours) => void script.add(behaviours),
    requests: () => log.list(),
    files: () => [...batches.files(), ...messageBatches.ids()],
    reset,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function sendFailure(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const known = error instanceof ZodError ? rejection(error) : error;
  if (known instanceof HttpError) {
    // A body that was not read to its end would be taken for the connection's next request.
    const headers: Record<string, string> = request.complete ? {} : { connection: "close" };
    sendJson(response, known.status, known.body(), headers);
    return;
  }
  console.error(error);
  const unknown = new HttpError(500, "The fake provider failed by itself: see its output.", {
    code: "internal_error",
  });
  sendJson(response, unknown.status, unknown.body());
}
