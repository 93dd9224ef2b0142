/**
 * In: how a provider is reached. Out: whether it takes the key, and the models that it lists. An operator may point at the private
 * network, where servers of one's own stand, and is told that it's there. What a server answers is never passed on but for the
 * names of models, redirects aren't followed, and addresses of the link, where clouds keep their credentials, aren't connected to:
 * the guard looks at the very address that the connection is opened to.
 */
import { type LookupAddress, lookup as lookupName } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { z } from "zod";
import type { ProviderKind } from "../provider-schemas.ts";

export interface ProviderCheck {
  /** Null: it works. */
  failure: string | null;
  /** What it lists, where it lists anything. */
  models: string[];
  /** What an operator should know of the address. */
  warnings: string[];
}

export interface CheckedProvider {
  kind: ProviderKind;
  /** Null: the provider's own. */
  baseUrl: string | null;
  apiKey: string | undefined;
}

const timeoutMs = 8_000;
const answerBytesMax = 2 * 1024 * 1024;
const modelsMax = 500;

/** Where keys of machines lie, and what is no single host. */
const refused = blocks([
  ["0.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["100.100.100.200", 32, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 128, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["fd00:ec2::254", 128, "ipv6"],
  ["ff00::", 8, "ipv6"],
]);
const privateNetworks = blocks([
  ["127.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["::1", 128, "ipv6"],
  ["fc00::", 7, "ipv6"],
]);

function blocks(subnets: [address: string, bits: number, family: "ipv4" | "ipv6"][]): BlockList {
  const list = new BlockList();
  for (const [address, bits, family] of subnets) list.addSubnet(address, bits, family);
  return list;
}

const isIn = (list: BlockList, address: string) => list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

interface Question {
  url: string;
  headers: Record<string, string>;
  /** Posted as JSON; absent for a list. */
  body?: unknown;
}

/** How each is asked for as little as possible: for its models, or, where it lists none, for one tiny piece of work. */
function questionFor({ kind, baseUrl, apiKey }: CheckedProvider): Question {
  const bearer: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  switch (kind) {
    case "anthropic":
      return {
        url: `${baseUrl ?? "https://api.anthropic.com/v1"}/models?limit=1000`,
        headers: { "x-api-key": apiKey ?? "", "anthropic-version": "2023-06-01" },
      };
    case "google":
      return {
        url: `${baseUrl ?? "https://generativelanguage.googleapis.com/v1beta"}/models?pageSize=1000`,
        headers: { "x-goog-api-key": apiKey ?? "" },
      };
    case "cohere": // its other calls are of v2, this one isn't
      return {
        url: `${(baseUrl ?? "https://api.cohere.com/v2").replace(/\/v2$/, "/v1")}/models?page_size=1000`,
        headers: bearer,
      };
    case "voyage":
      return {
        url: `${baseUrl ?? "https://api.voyageai.com/v1"}/embeddings`,
        headers: bearer,
        body: { model: "voyage-3.5-lite", input: ["ok"] },
      };
    case "jina":
      return {
        url: `${baseUrl ?? "https://api.jina.ai/v1"}/rerank`,
        headers: bearer,
        body: { model: "jina-reranker-v2-base-multilingual", query: "ok", documents: ["ok"], top_n: 1 },
      };
    default:
      return { url: `${baseUrl ?? "https://api.openai.com/v1"}/models`, headers: bearer };
  }
}

const named = z.object({ id: z.string().optional(), name: z.string().optional() });
const listSchema = z.union([
  z.object({ data: z.array(named) }).transform(({ data }) => data),
  z.object({ models: z.array(named) }).transform(({ models }) => models),
]);

/** Never throws: what goes wrong is the answer. Takes eight seconds at most. */
export async function checkProvider(
  provider: CheckedProvider,
  lookup: LookupFunction = lookupName as LookupFunction,
): Promise<ProviderCheck> {
  const question = questionFor(provider);
  const url = new URL(question.url);
  const warnings: string[] = [];
  try {
    const answer = await ask(url, question, lookup);
    const isPrivate = isIn(privateNetworks, answer.address);
    if (isPrivate) warnings.push(`${url.hostname} is in your private network (${answer.address}).`);
    if (url.protocol === "http:" && !isPrivate)
      warnings.push("The address is http: whoever is on the way can read the key and the questions.");
    const failure = failureOf(answer.status);
    if (failure) return { failure, models: [], warnings };
    if (question.body !== undefined) return { failure: null, models: [], warnings };
    const models = namesIn(answer.text);
    return models
      ? { failure: null, models, warnings }
      : {
          failure: "It answered with something that is no list of models. Is the address complete?",
          models: [],
          warnings,
        };
  } catch (error) {
    return { failure: reasonOf(error), models: [], warnings };
  }
}

function failureOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return "It redirects to another address, which isn't followed: a key goes only to the one it was entered for.";
  if (status === 401 || status === 403) return `It doesn't take the key (${status}).`;
  if (status === 404) return "Nothing is at this address (404). Most end in /v1.";
  if (status === 429) return "It takes the address, but has no capacity or credit left for this key (429).";
  return `It answered with status ${status}.`;
}

function namesIn(text: string): string[] | null {
  try {
    const found = listSchema.parse(JSON.parse(text));
    const names = found.flatMap(({ id, name }) => id ?? name?.replace(/^models\//, "") ?? []);
    return [...new Set(names.filter((name) => /^[\x21-\x7e]{1,150}$/.test(name)))].slice(0, modelsMax);
  } catch {
    return null;
  }
}

interface Answered {
  status: number;
  text: string;
  /** That it came from. */
  address: string;
}

class RefusedAddressError extends Error {}

function ask(url: URL, { headers, body }: Question, lookup: LookupFunction): Promise<Answered> {
  const hostName = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(hostName) && isIn(refused, hostName)) throw new RefusedAddressError();
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = send(url, {
      method: payload === undefined ? "GET" : "POST",
      headers: {
        ...headers,
        accept: "application/json",
        ...(payload && { "content-type": "application/json" }),
      },
      agent: false,
      lookup: guardLookup(lookup),
      signal: AbortSignal.timeout(timeoutMs),
    });
    sent.on("error", reject);
    sent.on("response", (response) => {
      const address = response.socket.remoteAddress ?? "";
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on("data", (part: Buffer) => {
        bytes += part.length;
        if (bytes > answerBytesMax) response.destroy(new Error("the answer is too long"));
        else parts.push(part);
      });
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8"), address }),
      );
    });
    sent.end(payload);
  });
}

/** Resolves a name to those of its addresses that may be connected to. */
function guardLookup(lookup: LookupFunction): LookupFunction {
  return (hostName, options, done) => {
    lookup(hostName, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "", 0);
      const addresses = (found as unknown as LookupAddress[]).filter(
        ({ address }) => !isIn(refused, address),
      );
      const [first] = addresses;
      if (!first) return done(new RefusedAddressError(), "", 0);
      if (options.all) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}

const reasons: Record<string, string> = {
  ENOTFOUND: "There is no host of this name.",
  EAI_AGAIN: "The host's name can't be resolved right now.",
  ECONNREFUSED: "Nothing listens at this address: the connection was refused.",
  ECONNRESET: "It closed the connection.",
  EPROTO: "It doesn't speak https at this address.",
  EHOSTUNREACH: "The host can't be reached from this server.",
  ENETUNREACH: "The host can't be reached from this server.",
};

function reasonOf(error: unknown): string {
  if (error instanceof RefusedAddressError)
    return "This address is refused: it's of the machine's own link, where clouds keep their credentials.";
  if (!(error instanceof Error)) return "The connection failed.";
  if (error.name === "AbortError" || error.name === "TimeoutError")
    return "It didn't answer within 8 seconds.";
  const code = "code" in error ? String(error.code) : "";
  if (code.includes("CERT") || code.includes("SELF_SIGNED") || code.startsWith("ERR_TLS"))
    return "Its certificate isn't valid.";
  return reasons[code] ?? "The connection failed.";
}
