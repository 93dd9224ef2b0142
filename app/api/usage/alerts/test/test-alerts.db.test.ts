import { afterAll, expect, test } from "vitest";
import { requestAs } from "@/app/api/testing/request-as";
import { closePool } from "@/db/client";
import { createTestTenant } from "@/db/testing/create-test-tenant";
import { POST as sendTest } from "./route";

afterAll(closePool);

test("a workspace's admins send so many an hour together, since each is a mail to whomever they name", async () => {
  const { admin, owner } = await createTestTenant();
  const send = async (who = admin) =>
    (await sendTest(await requestAs(who, "/api/usage/alerts/test", { method: "POST" }))).status;
  for (let sent = 0; sent < 20; sent++) expect(await send()).toBe(201);
  expect(await send()).toBe(429);
  expect(await send(owner)).toBe(429);
});
