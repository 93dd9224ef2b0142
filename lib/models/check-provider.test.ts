import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkProvider } from "./check-provider.ts";

let server: Server;
let requests: IncomingMessage[] = [];
let answer: { status: number; body: string; headers?: Record<string, string> };
beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});
afterEach(() => {
  requests = [];
});
afterAll(() => server.close());

const port = () => (server.address() as AddressInfo).port;
const base = (host = "127.0.0.1") => `http://${host}:${port()}/v1`;
const models = (...ids: string[]) => JSON.stringify({ data: ids.map((id) => ({ id })) });
const check = (baseUrl = base(), lookup?: LookupFunction) =>
  checkProvider({ kind: "openai-compatible", baseUrl, apiKey: "the-key" }, lookup);
/** As a name server of somebody else's would answer. */
const resolvingTo = (...addresses: string[]) =>
  ((_host, _options, done) =>
    done(null, addresses.map((address) => ({ address, family: 4 })) as never)) as LookupFunction;

describe("a test of a provider", () => {
  test("lists its models, sends it the key, and says that it's in the private network", async () => {
    answer = { status: 200, body: models("large", "small", "large") };
    expect(await check()).toEqual({
      failure: null,
      models: ["large", "small"],
      warnings: [expect.stringContaining("is in your private network (127.0.0.1)")],
    });
    expect(requests[0]?.url).toBe("/v1/models");
    expect(requests[0]?.headers.authorization).toBe("Bearer the-key");
  });

  test.each([
    [401, "doesn't take the key"],
    [403, "doesn't take the key"],
    [404, "Most end in /v1"],
    [429, "no capacity or credit"],
    [500, "status 500"],
  ])("that answers %i says what that means", async (status, failure) => {
    answer = { status, body: "the server's own words" };
    const found = await check();
    expect(found.failure).toContain(failure);
    expect(JSON.stringify(found)).not.toContain("own words");
  });

  test("doesn't follow a redirect, with which the key would go elsewhere", async () => {
    answer = { status: 302, body: "", headers: { location: `${base()}/elsewhere` } };
    expect((await check()).failure).toContain("which isn't followed");
    expect(requests).toHaveLength(1);
  });

  test("tells nothing of an answer that is no list of models", async () => {
    answer = { status: 200, body: '{"secret": "of another service"}' };
    const found = await check();
    expect(found.failure).toContain("no list of models");
    expect(JSON.stringify(found)).not.toContain("secret");
  });

  test("shows no names that aren't a model's", async () => {
    answer = { status: 200, body: models("good", "bad\u0000name", "x".repeat(500), "<b>\n") };
    expect((await check()).models).toEqual(["good"]);
  });
});

describe("an address of the machine's own link", () => {
  test.each([
    "http://169.254.169.254/v1",
    "http://[fe80::1]/v1",
    "http://[::ffff:169.254.169.254]/v1",
    "http://0.0.0.0/v1",
    "http://2852039166/v1",
    "http://100.100.100.200/v1",
  ])("is refused (%s)", async (baseUrl) => {
    expect((await check(baseUrl)).failure).toContain("This address is refused");
  });

  test("is refused behind a name, too", async () => {
    const found = await check("http://harmless.test/v1", resolvingTo("169.254.169.254"));
    expect(found.failure).toContain("This address is refused");
  });

  test("is passed over where a name has another", async () => {
    answer = { status: 200, body: models("one") };
    const found = await check(base("harmless.test"), resolvingTo("169.254.169.254", "127.0.0.1"));
    expect(found).toMatchObject({ failure: null, models: ["one"] });
  });
});

test("a server that nobody runs is said to be so", async () => {
  expect((await check("http://127.0.0.1:1/v1")).failure).toContain("Nothing listens at this address");
});
