import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { config, proxy } from "./proxy";

const visit = (path: string, cookie?: string) =>
  proxy(new NextRequest(`http://lectern.test${path}`, { headers: cookie ? { cookie } : {} }));

describe("a visitor without a session", () => {
  it.each([
    ["/", "http://lectern.test/login"],
    ["/c/1?a=b", "http://lectern.test/login?next=%2Fc%2F1%3Fa%3Db"],
    ["/loginx", "http://lectern.test/login?next=%2Floginx"],
  ])("is sent from %s to sign in, and back afterwards", (path, target) => {
    expect(visit(path).headers.get("location")).toBe(target);
  });

  it.each(["/login", "/setup?token=a", "/invite/abc"])("may see %s", (path) => {
    expect(visit(path).headers.get("location")).toBeNull();
  });
});

it("lets scripts run by a nonce only, a new one for each response", () => {
  const policies = [1, 2].map(
    () => visit("/", "next-auth.session-token=x").headers.get("content-security-policy") ?? "",
  );
  expect(policies[0]).toMatch(/script-src 'self' 'nonce-[0-9a-f]{32}' 'strict-dynamic';/);
  expect(policies[0]).not.toBe(policies[1]);
  expect(policies[0]).toContain("frame-ancestors 'none'");
});

it("stays away from the API, build output and files", () => {
  const matcher = new RegExp(`^${config.matcher[0]}$`);
  const isMatched = (path: string) => matcher.test(path);
  expect(["/", "/login", "/admin/members", "/c/0199", "/apiary"].map(isMatched)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(["/api/chat", "/_next/static/a.js", "/icon.svg", "/pdf.worker.min.mjs"].map(isMatched)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
