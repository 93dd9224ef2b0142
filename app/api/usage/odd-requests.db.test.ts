import { afterAll, beforeAll, expect, test } from "vitest";
import { PUT as rate } from "@/app/api/messages/[id]/feedback/route";
import { GET as listRecords } from "@/app/api/records/route";
import { requestAs } from "@/app/api/testing/request-as";
import { closePool } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { GET as report } from "./route";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterAll(closePool);

const routes = { usage: report, records: listRecords };

// None of these is anything that Postgres could be asked.
test.each<[keyof typeof routes, string]>([
  ["usage", "from=0000-01-01&to=0000-01-02"],
  ["usage", "from=0001-01-01&to=0001-01-02"],
  ["usage", "from=9999-12-30&to=9999-12-31"],
  ["usage", "model=a%00b"],
  ["usage", "feature=%00"],
  ["usage", "provider=%00"],
  ["records", "from=0000-01-01"],
  ["records", "to=0000-12-31"],
  ["records", "model=%00"],
  ["records", "feature=a%00"],
  ["records", "cursor=2026-02-30T00:00:00Z_a"],
  ["records", "cursor=0000-01-01T00:00:00Z_a"],
])("%s of %s is asked for in vain, and told so", async (name, query) => {
  const response = await routes[name](await requestAs(tenant.admin, `/api/${name}?${query}`));
  expect(response.status).toBe(400);
});

test.each<[keyof typeof routes, string]>([
  ["usage", "from=2000-01-01&to=2000-01-01"],
  ["usage", "from=2099-12-31&to=2099-12-31"],
  ["records", "from=0001-01-01&to=9999-12-31"],
  ["records", "cursor=2026-02-28T23:59:59.123456Z_a-b.c_d"],
])("%s of %s is an answer", async (name, query) => {
  const response = await routes[name](await requestAs(tenant.admin, `/api/${name}?${query}`));
  expect(response.status).toBe(200);
});

test("a rating that can't be kept is refused", async () => {
  const id = crypto.randomUUID();
  const body = { rating: "down", comment: "a\0b" };
  const request = await requestAs(tenant.member, `/api/messages/${id}/feedback`, { method: "PUT", body });
  const response = await rate(request, { params: Promise.resolve({ id }) });
  expect(response.status).toBe(400);
});
