import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { authenticate } from "@/lib/admission/authenticate";
import { type Access, authorise } from "@/lib/admission/authorise";
import {
  countRate,
  type RatePolicy,
  rateLimited,
  requireRate,
  requireRateOfAddress,
} from "@/lib/admission/rate-limit";
import { readJson } from "@/lib/admission/read-json";
import { requireSameOrigin } from "@/lib/admission/require-same-origin";
import { AppError, toAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { inRequestSpan, isTracing, noteInSpan } from "@/lib/telemetry";
import type { ApiKeyScope, Principal } from "@/lib/turn";

interface RouteOptions<Least extends Access | "public", Params, Query, Body> {
  /** The least role that may call this; "public": anybody, and the handler gets no principal. */
  access: Least;
  /** Given: API keys that carry it are accepted too. Absent: people with a session only. */
  scope?: ApiKeyScope;
  /** A limit of its own, told in RateLimit headers, beside the one on all requests. */
  rate?: Exclude<RatePolicy, "any" | "anyOfAddress">;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  /** The JSON body. A route without it reads the request's body itself, if at all. */
  body?: z.ZodType<Body>;
}

interface RouteInput<Least extends Access | "public", Params, Query, Body> {
  principal: Least extends "public" ? null : Principal;
  params: Params;
  query: Query;
  body: Body;
  request: Request;
  requestId: string;
}

/** What Next calls. Tests may leave the context out where the path has no parameters. */
type RouteHandler = (request: Request, context?: { params: Promise<unknown> }) => Promise<Response>;

/**
 * A route handler that is admitted and parsed before `handle` runs: who is asking → may they → does the request come from our
 * own pages → how often do they → are params, query and body what they should be. `handle` returns a Response, or a value to send as JSON
 * (undefined: 204). Whatever is thrown becomes `{error: {code, message, requestId}}`, and nothing but an AppError's public
 * message reaches the client. `x-request-id` is on every response.
 */
export function defineRoute<
  Least extends Access | "public",
  Params = undefined,
  Query = undefined,
  Body = undefined,
>(
  options: RouteOptions<Least, Params, Query, Body>,
  handle: (input: RouteInput<Least, Params, Query, Body>) => unknown,
): RouteHandler {
  return async (request, context) => {
    const requestId = requestIdOf(request);
    const headers = new Headers({ "x-request-id": requestId });
    const respond = async () => {
      try {
        const principal = await admit(request, options, headers);
        const result = await handle({
          principal: principal as RouteInput<Least, Params, Query, Body>["principal"],
          params: parse(options.params, await context?.params),
          query: parse(options.query, queryOf(request)),
          body: options.body ? parse(options.body, await readJson(request)) : (undefined as Body),
          request,
          requestId,
        });
        return withHeaders(toResponse(result), headers);
      } catch (thrown) {
        return errorResponse(thrown, request, headers);
      }
    };
    return traceRequest(request, { requestId, params: context?.params }, respond);
  };
}

/** One span a request, named by its route. */
async function traceRequest(
  request: Request,
  { requestId, params }: { requestId: string; params: Promise<unknown> | undefined },
  respond: () => Promise<Response>,
): Promise<Response> {
  if (!isTracing()) return respond();
  const route = routeOf(request, (await params) ?? {});
  const work = async () => {
    const response = await respond();
    noteInSpan({ "http.response.status_code": response.status });
    return response;
  };
  return inRequestSpan(request, `${request.method} ${route}`, work, {
    "http.request.method": request.method,
    "http.route": route,
    "lectern.request_id": requestId,
  });
}

/** The request's path with names in place of what was given: ids, and names that people chose. */
function routeOf(request: Request, params: object): string {
  const nameOf = (segment: string) =>
    Object.entries(params).find(([, value]) => [value].flat().includes(decodeURIComponent(segment)))?.[0];
  const segments = new URL(request.url).pathname.split("/");
  return segments.map((segment) => (nameOf(segment) ? `[${nameOf(segment)}]` : segment)).join("/");
}

async function admit<Least extends Access | "public">(
  request: Request,
  { access, scope, rate }: { access: Least; scope?: ApiKeyScope; rate?: RatePolicy },
  headers: Headers,
): Promise<Principal | null> {
  await requireRateOfAddress("anyOfAddress", request);
  if (access === "public") {
    requireSameOrigin(request);
    return null;
  }
  const principal = await authenticate(request);
  if (!principal) throw new AppError("unauthenticated");
  authorise(principal, access, scope);
  if (principal.via === "session") requireSameOrigin(request);
  await requireRate("any", principal);
  if (rate) await requireOwnRate(rate, principal, headers);
  return principal;
}

/** Says in the headers of the IETF's draft how the caller stands, whether it's let through or not. */
async function requireOwnRate(rate: RatePolicy, principal: Principal, headers: Headers): Promise<void> {
  const state = await countRate(rate, principal);
  if (!state) return;
  headers.set("ratelimit-limit", String(state.limit));
  headers.set("ratelimit-remaining", String(state.remaining));
  headers.set("ratelimit-reset", String(state.resetSeconds));
  if (state.isExceeded) throw rateLimited(rate, state);
}

/** Throws `invalid_request` naming the first field that is wrong. Without a schema nothing is passed on. */
function parse<T>(schema: z.ZodType<T> | undefined, value: unknown): T {
  if (!schema) return undefined as T;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".");
  const what = issue?.message ?? "The request is not valid.";
  throw new AppError("invalid_request", { publicMessage: field ? `${field}: ${what}` : what });
}

/** A key given several times is a list. */
function queryOf(request: Request): Record<string, string | string[]> {
  const { searchParams } = new URL(request.url);
  const entries = [...new Set(searchParams.keys())].map((key) => {
    const values = searchParams.getAll(key);
    return [key, values.length === 1 ? (values[0] ?? "") : values] as const;
  });
  return Object.fromEntries(entries);
}

/** The client's id where it's short and plain, so that logs on both sides can be matched; else a new one. */
function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id");
  return given && /^[\w.-]{8,64}$/.test(given) ? given : uuidv7();
}

function toResponse(result: unknown): Response {
  if (result instanceof Response) return result;
  const headers = { "cache-control": "no-store" };
  return result === undefined
    ? new Response(null, { status: 204, headers })
    : Response.json(result, { headers });
}

/** Copied, since the headers of some responses (redirects among them) can't be changed. */
function withHeaders(response: Response, added: Headers): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of added) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

function errorResponse(thrown: unknown, request: Request, headers: Headers): Response {
  const error = toAppError(thrown);
  const requestId = headers.get("x-request-id");
  if (error.status >= 500) {
    // A path may end in an invitation's token.
    const path = new URL(request.url).pathname.replaceAll(/[\w-]{40,}/g, "[token]");
    log.error({ err: error, code: error.code, requestId, method: request.method, path }, "a request failed");
  }
  headers.set("cache-control", "no-store");
  if (error.retryAfterSeconds !== undefined) headers.set("retry-after", String(error.retryAfterSeconds));
  if (error.status === 401) headers.set("www-authenticate", "Bearer");
  const { code, publicMessage: message, status } = error;
  return Response.json({ error: { code, message, requestId } }, { status, headers });
}
