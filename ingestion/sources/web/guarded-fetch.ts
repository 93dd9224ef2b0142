/**
 * In: an address that somebody gave or that a page names. Out: the answer, its body unread. On failure: `address_refused` where
 * the address isn't allowed, `source_unreachable` for everything else. The guard stands where the connection is opened and looks
 * at the very address that is connected to, so that no name that resolves to something else the second time passes by it.
 */
import { lookup as lookupName } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { Agent, request } from "undici";
import { AppError } from "../../../lib/errors.ts";
import { type AllowedNetworks, allowedNetworks, isAllowed } from "./allowed-networks.ts";

const redirectsMax = 5;
const connectMs = 10_000;
const answerMs = 30_000;
/** For one file from first to last byte. */
const wholeMs = 10 * 60_000;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

export interface FetchOptions {
  /** Headers of the request to this address; asked again at each redirect. */
  headersFor?: (url: URL) => Record<string, string>;
  /** Runs before each request, redirects included; what it throws ends the fetch. */
  beforeRequest?: (url: URL) => Promise<void>;
  /** False hands a redirect back as the answer. */
  followRedirects?: boolean;
  /** Given: it's posted. Redirects had better not be followed. */
  body?: string;
  signal?: AbortSignal;
}

export interface FetchAnswer {
  /** Where the answer came from, after redirects. */
  url: URL;
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Decompressed. Throws `source_unreachable` when the connection breaks. Read it or destroy it. */
  body: Readable;
}

export interface GuardedFetch {
  (url: URL, options?: FetchOptions): Promise<FetchAnswer>;
  /** Closes its connections. */
  close(): Promise<void>;
}

/** A fetch that opens connections to allowed addresses alone. Tests may give networks and a resolver of their own. */
export function openGuardedFetch({
  networks = allowedNetworks(),
  lookup = lookupName as LookupFunction,
}: {
  networks?: AllowedNetworks;
  lookup?: LookupFunction;
} = {}): GuardedFetch {
  const agent = new Agent({
    connect: { lookup: guardLookup(lookup, networks), timeout: connectMs },
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    allowH2: false,
    maxHeaderSize: 64 * 1024,
  });

  const fetch = async (start: URL, options: FetchOptions = {}): Promise<FetchAnswer> => {
    let url = start;
    for (let redirects = 0; redirects <= redirectsMax; redirects++) {
      assertAllowedUrl(url, networks);
      await options.beforeRequest?.(url);
      const answer = await requestOnce(agent, url, options);
      const { location } = answer.headers;
      const isRedirect = redirectStatuses.has(answer.status) && location !== undefined;
      if (!isRedirect || options.followRedirects === false) return answer;
      answer.body.destroy();
      const next = URL.parse(location, url);
      if (!next) throw unreachable(url, "it redirects to something that is no address");
      next.hash = "";
      url = next;
    }
    throw unreachable(start, `it redirects more than ${redirectsMax} times`);
  };
  return Object.assign(fetch, { close: () => agent.destroy() });
}

/**
 * Refuses what needs no name resolved to be refused: other schemes than http and https, user names and passwords in the
 * address, and addresses in numbers that aren't allowed. Throws `invalid_request` or `address_refused`.
 */
export function assertAllowedUrl(url: URL, networks = allowedNetworks()): void {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new AppError("invalid_request", {
      publicMessage: "url: only http and https addresses can be read.",
    });
  if (url.username || url.password)
    throw new AppError("invalid_request", { publicMessage: "url: leave user name and password out of it." });
  const hostName = bareHost(url);
  if (isIP(hostName) && !isAllowed(hostName, hostName, networks)) throw refused(hostName);
}

/** Without an IPv6 address's brackets and a name's closing dot. */
const bareHost = (url: URL) => url.hostname.replace(/^\[|\]$|\.$/g, "");

/** Resolves names to those of their addresses that are allowed; a name that has none is refused. */
function guardLookup(lookup: LookupFunction, networks: AllowedNetworks): LookupFunction {
  return (hostName, options, done) => {
    lookup(hostName, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "", 0);
      const addresses = Array.isArray(found) ? found : [];
      const name = hostName.replace(/\.$/, "");
      const allowed = addresses.filter(({ address }) => isAllowed(address, name, networks));
      const [first] = allowed;
      if (!first) return done(refused(hostName), "", 0);
      if (options.all) return done(null, allowed);
      done(null, first.address, first.family);
    });
  };
}

async function requestOnce(
  agent: Agent,
  url: URL,
  { headersFor, body: posted, signal }: FetchOptions,
): Promise<FetchAnswer> {
  const limit = AbortSignal.timeout(wholeMs);
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher: agent,
      ...(posted === undefined ? {} : { method: "POST" as const, body: posted }),
      headers: { "user-agent": "Lectern", "accept-encoding": "gzip, br", ...headersFor?.(url) },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const plain = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : `${value}`,
      ]),
    );
    return { url, status: statusCode, headers: plain, body: readableBody(url, body, plain, signal) };
  } catch (error) {
    throw asFault(url, error, signal);
  }
}

function readableBody(
  url: URL,
  body: Readable,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Readable {
  const encoding = headers["content-encoding"]?.trim().toLowerCase();
  const decompress =
    encoding === "gzip" || encoding === "x-gzip"
      ? createGunzip()
      : encoding === "br"
        ? createBrotliDecompress()
        : null;
  async function* read() {
    try {
      const bytes = decompress ? body.compose(decompress) : body;
      for await (const part of bytes) yield part as Buffer;
    } catch (error) {
      throw asFault(url, error, signal);
    } finally {
      body.on("error", () => undefined).destroy(); // also where the reader stopped halfway
    }
  }
  const readable = Readable.from(read(), { objectMode: false });
  // An answer that nobody reads still has a connection: the generator's own end doesn't run before its beginning has.
  readable.once("close", () => body.on("error", () => undefined).destroy());
  return readable;
}

/** The guard's own refusal, the caller's wish to stop, or a source that can't be reached. */
function asFault(url: URL, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof AppError) return cause;
  return unreachable(url, reasonOf(error), error);
}

const reasons: Record<string, string> = {
  ENOTFOUND: "there is no host of that name",
  EAI_AGAIN: "its name can't be resolved right now",
  ECONNREFUSED: "it refuses connections",
  ECONNRESET: "it closed the connection",
  UND_ERR_SOCKET: "it closed the connection",
  UND_ERR_CONNECT_TIMEOUT: "it doesn't answer",
  UND_ERR_HEADERS_TIMEOUT: "it doesn't answer",
  UND_ERR_BODY_TIMEOUT: "it stopped answering halfway",
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the connection failed";
  if (error.name === "TimeoutError") return "it took too long";
  const code = "code" in error ? String(error.code) : "";
  if (code.startsWith("ERR_TLS") || code.includes("CERT") || code.includes("SELF_SIGNED"))
    return "its certificate isn't valid";
  return reasons[code] ?? "the connection failed";
}

/** The error for a source that didn't give what was asked of it, in words that may be shown. */
export function unreachable(url: URL, reason: string, cause?: unknown): AppError {
  return new AppError("source_unreachable", {
    cause,
    publicMessage: `${url.host} can't be read: ${reason}.`,
  });
}

function refused(hostName: string): AppError {
  return new AppError("address_refused", {
    publicMessage: `${hostName} is in a private network, which the server's operator hasn't opened (SOURCE_NETWORKS).`,
  });
}
