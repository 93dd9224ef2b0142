import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createApiKey } from "@/db/api-keys";
import { asSystem } from "@/db/client";
import { removeMember } from "@/db/memberships";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { defineRoute } from "./define-route";
import { requestAs } from "./testing/request-as";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});

const whoami = defineRoute({ access: "member", scope: "search" }, ({ principal }) => principal);
const withBody = defineRoute(
  {
    access: "member",
    body: z.object({ query: z.string() }),
    query: z.object({ page: z.coerce.number() }).partial(),
  },
  ({ body, query }) => ({ ...body, ...query }),
);

async function errorOf(response: Response) {
  const { error } = (await response.json()) as {
    error: { code: string; message: string; requestId: string };
  };
  return { status: response.status, ...error };
}

async function keyOf(scopes: Parameters<typeof createApiKey>[1]["scopes"], expiresAt: Date | null = null) {
  return (await createApiKey(tenant.admin, { name: "test", scopes, expiresAt })).key;
}

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

describe("who is asking", () => {
  it("is nobody without a cookie or key: 401", async () => {
    const response = await whoami(await requestAs(null, "/"));
    expect(await errorOf(response)).toMatchObject({ status: 401, code: "unauthenticated" });
  });

  it("is the member behind the session cookie, in the tenant they work in", async () => {
    const response = await whoami(await requestAs(tenant.member, "/"));
    expect(await response.json()).toMatchObject({
      tenantId: tenant.tenantId,
      userId: tenant.member.userId,
      role: "member",
    });
  });

  it("is the maker of the API key, in the maker's role", async () => {
    const response = await whoami(await requestAs(null, "/", bearer(await keyOf(["search"]))));
    expect(await response.json()).toMatchObject({
      userId: tenant.admin.userId,
      role: "admin",
      via: "api-key",
      scopes: ["search"],
    });
  });

  it("is refused for an unknown, an expired and a tampered key, even next to a good cookie", async () => {
    const expired = await keyOf(["search"], new Date(Date.now() - 1000));
    const tampered = `${(await keyOf(["search"])).slice(0, -1)}x`;
    const codes = [];
    for (const key of ["nonsense", tampered, expired, "x".repeat(5000)]) {
      codes.push((await errorOf(await whoami(await requestAs(tenant.member, "/", bearer(key))))).code);
    }
    expect(codes).toEqual(["invalid_api_key", "invalid_api_key", "expired_api_key", "invalid_api_key"]);
  });

  it("is refused where the key's scope, or any key at all, doesn't do", async () => {
    const chatOnly = await keyOf(["chat"]);
    expect((await whoami(await requestAs(null, "/", bearer(chatOnly)))).status).toBe(403);
    const request = await requestAs(null, "/", { method: "POST", body: { query: "" }, ...bearer(chatOnly) });
    expect(await errorOf(await withBody(request))).toMatchObject({ status: 403, code: "forbidden" });
  });

  it("is nobody any more once their membership is gone, by cookie and by key", async () => {
    const doomed = await createTestTenant();
    const cookieRequest = () => requestAs(doomed.admin, "/");
    const { key } = await createApiKey(doomed.admin, { name: "doomed", scopes: ["search"], expiresAt: null });
    expect((await whoami(await cookieRequest())).status).toBe(200);
    await removeMember(doomed.owner, doomed.admin.userId ?? "");
    expect((await whoami(await cookieRequest())).status).toBe(401);
    expect(await errorOf(await whoami(await requestAs(null, "/", bearer(key))))).toMatchObject({
      code: "revoked_api_key",
    });
  });

  it("must have the role", async () => {
    const forOwners = defineRoute({ access: "owner" }, () => ({}));
    const statuses = [];
    for (const who of [tenant.member, tenant.admin, tenant.owner])
      statuses.push((await forOwners(await requestAs(who, "/"))).status);
    expect(statuses).toEqual([403, 403, 200]);
  });
});

describe("where the request comes from", () => {
  it.each([
    { origin: "https://evil.test" },
    { origin: "null" },
    { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "http://other.lectern.test" },
  ])("refuses a change with a cookie from %o", async (headers) => {
    const request = await requestAs(tenant.member, "/", {
      method: "POST",
      body: { query: "a" },
      headers: headers as Record<string, string>,
    });
    expect((await withBody(request)).status).toBe(403);
  });

  it("accepts our own pages", async () => {
    const request = await requestAs(tenant.member, "/?page=2", { method: "POST", body: { query: "a" } });
    expect(await (await withBody(request)).json()).toEqual({ query: "a", page: 2 });
  });
});

describe("what is asked", () => {
  const post = async (body: unknown, headers: Record<string, string> = {}) =>
    errorOf(await withBody(await requestAs(tenant.member, "/", { method: "POST", body, headers })));

  it("names the wrong field", async () => {
    expect(await post({ query: 1 })).toMatchObject({
      status: 400,
      code: "invalid_request",
      message: expect.stringMatching(/^query: /),
    });
  });

  it("refuses what isn't JSON, isn't declared as JSON, isn't UTF-8, or is too large", async () => {
    const json = { "content-type": "application/json" };
    expect(await post("{", json)).toMatchObject({ status: 400, code: "invalid_json" });
    expect(await post("query=1", { "content-type": "application/x-www-form-urlencoded" })).toMatchObject({
      code: "invalid_request",
    });
    expect(await post("", json)).toMatchObject({ code: "invalid_request" });
    expect(await post({ query: "x".repeat(2 ** 20) })).toMatchObject({
      status: 413,
      code: "request_too_large",
    });
  });

  it("stops reading an endless body of unknown length", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const model = await requestAs(tenant.member, "/", { method: "POST", body: {} });
    const init = { method: "POST", headers: model.headers, body: endless, duplex: "half" };
    expect(await errorOf(await withBody(new Request(model.url, init)))).toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(2 * 2 ** 20);
  });
});

describe("what comes back", () => {
  it("is 204 for nothing, and a Response as it is but for x-request-id", async () => {
    const nothing = defineRoute({ access: "public" }, () => undefined);
    expect((await nothing(await requestAs(null, "/"))).status).toBe(204);
    const own = defineRoute({ access: "public" }, () => Response.redirect("http://lectern.test/a", 303));
    const response = await own(await requestAs(null, "/", { headers: { "x-request-id": "my-request-1" } }));
    expect([response.status, response.headers.get("location"), response.headers.get("x-request-id")]).toEqual(
      [303, "http://lectern.test/a", "my-request-1"],
    );
  });

  it("tells nothing of an unexpected error, but logs it", async () => {
    const logged = vi.spyOn(log, "error").mockImplementation(() => undefined);
    const broken = defineRoute({ access: "public" }, () => {
      throw new Error("secret detail");
    });
    const response = await broken(await requestAs(null, "/", { headers: { "x-request-id": "<script>" } }));
    const error = await errorOf(response);
    expect(error).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(error)).not.toContain("secret detail");
    expect(response.headers.get("x-request-id")).toBe(error.requestId);
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
  });

  it("says when to come back", async () => {
    const busy = defineRoute({ access: "public" }, () => {
      throw new AppError("rate_limited", { retryAfterSeconds: 7 });
    });
    const response = await busy(await requestAs(null, "/"));
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
  });

  it("is 503 when the database is away", async () => {
    const away = defineRoute({ access: "public" }, () => {
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    });
    expect(await errorOf(await away(await requestAs(null, "/")))).toMatchObject({
      status: 503,
      code: "database_unavailable",
    });
  });
});

describe("a limited route", () => {
  const limited = defineRoute({ access: "member", rate: "api" }, () => ({ isLetThrough: true }));

  it("says how the caller stands, on a refusal too", async () => {
    const ask = async () => limited(await requestAs(tenant.other, "/"));
    const first = await ask();
    expect(first.status).toBe(200);
    expect(Number(first.headers.get("ratelimit-limit"))).toBe(600);
    expect(Number(first.headers.get("ratelimit-remaining"))).toBe(599);
    await asSystem((tx) =>
      tx.$client.query("UPDATE rate_limits SET points = 600 WHERE key = $1", [
        `api:${tenant.tenantId}:${tenant.other.userId}`,
      ]),
    );
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("ratelimit-remaining")).toBe("0");
    expect(refused.headers.get("retry-after")).toBe(refused.headers.get("ratelimit-reset"));
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});
