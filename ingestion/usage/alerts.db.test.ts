import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { claimAlert, listAlerts, markAlertsSeen, raiseTestAlert } from "../../db/alerts.ts";
import { changeBudget, createBudget } from "../../db/budgets.ts";
import { asSystem, closePool } from "../../db/client.ts";
import { budgetPeriods } from "../../db/schema/budget.ts";
import { requestRecords, usageEvents } from "../../db/schema/usage.ts";
import { changeTenantPolicy } from "../../db/tenant-policy.ts";
import { createTestTenant, type TestTenant } from "../../db/testing/create-test-tenant.ts";
import { forgetRollups } from "../../db/usage-rollups.ts";
import type { TenantPolicyChanges } from "../../lib/tenant-policy.ts";
import { webhookSecret } from "../../lib/webhook-signature.ts";
import { serveSite, type TestSite } from "../sources/testing/serve-site.ts";
import { allowedNetworks } from "../sources/web/allowed-networks.ts";
import { openGuardedFetch } from "../sources/web/guarded-fetch.ts";
import { sendAlerts, webhookMs } from "./send-alerts.ts";
import { mailMsMax, sendMail } from "./send-mail.ts";
import { lookForAlerts, tendUsage } from "./tend-usage.ts";

const mail = await vi.hoisted(async () => {
  const { serveMail } = await import("../testing/serve-mail.ts");
  const server = await serveMail();
  process.env.SMTP_URL = server.url;
  process.env.MAIL_FROM = "Lectern <lectern@example.com>";
  process.env.NEXTAUTH_URL = "https://lectern.example.com";
  return server;
});

const open = () => openGuardedFetch({ networks: allowedNetworks("127.0.0.1/32") });
const hourMs = 3_600_000;
let tenant: TestTenant;
let site: TestSite;

// Each look goes over all tenants that have used a model of late: without those of other files, some hundred canaries among them.
beforeAll(() => asSystem(async (tx) => void (await tx.$client.query("DELETE FROM usage_events"))));
beforeEach(async () => {
  await forgetRollups();
  // What other tests raised is none of ours.
  await asSystem(async (tx) => void (await tx.$client.query("UPDATE alerts SET sent_at = now()")));
  tenant = await createTestTenant();
  site = await serveSite({ "/hook": { status: 204 } });
  mail.mails.length = 0;
  [mail.refusal, mail.refused, mail.isSilent] = [null, [], false];
});
afterEach(() => site.close());
afterAll(async () => {
  await mail.close();
  await closePool();
});

const decide = (alerts: TenantPolicyChanges["alerts"]) => changeTenantPolicy(tenant.owner, { alerts });
const makeDue = () =>
  asSystem(
    async (tx) =>
      void (await tx.$client.query("UPDATE alerts SET next_try_at = now() WHERE sent_at IS NULL")),
  );
const alerts = () => listAlerts(tenant.admin);

/** A question that cost this much; `hoursAgo` from the middle of the hour that runs. */
async function spend(
  costMicroUsd: number,
  { hoursAgo = 0, requestId = crypto.randomUUID() } = {},
): Promise<void> {
  const { tenantId } = tenant;
  const at = new Date(Math.floor(Date.now() / hourMs) * hourMs - hoursAgo * hourMs);
  const both = { tenantId, at, requestId, costMicroUsd, modelId: "a/model", totalMs: 1 };
  await asSystem(async (tx) => {
    await tx.insert(usageEvents).values({
      ...both,
      feature: "answer",
      provider: "a",
      inputTokens: 1,
      outputTokens: 1,
      outcome: "ok",
    });
    await tx
      .insert(requestRecords)
      .values({ ...both, source: "app", outcome: "complete", collectionIds: [], documentIds: [] });
  });
}

/** The hour that runs has begun just now for whoever looks next: everything of it is new. */
async function forgetLooks(now = new Date()): Promise<void> {
  const until = new Date(now.getTime() - hourMs);
  await asSystem(
    async (tx) => void (await tx.$client.query("UPDATE rollup_state SET alerts_until = $1", [until])),
  );
}

async function look(): Promise<void> {
  const now = new Date();
  await forgetLooks(now);
  await lookForAlerts(now);
}

describe("a budget", () => {
  /** A day's budget of a dollar, and what is booked of it. */
  async function bookOf(
    budgetId: string,
    spentMicroUsd: number,
    { subject = "", tokens = 0 } = {},
  ): Promise<void> {
    const startsAt = new Date(new Date().setUTCHours(0, 0, 0, 0));
    const spent = { spentMicroUsd, spentTokens: tokens };
    const row = { budget: budgetId, subject, startsAt, tenantId: tenant.tenantId, ...spent };
    await asSystem((tx) =>
      tx
        .insert(budgetPeriods)
        .values(row)
        .onConflictDoUpdate({
          target: [budgetPeriods.budget, budgetPeriods.subject, budgetPeriods.startsAt],
          set: spent,
        }),
    );
  }

  test("is told of once past the share that admins want to be warned at, and once when it's used up", async () => {
    const budget = {
      scope: "tenant",
      subject: null,
      period: "day",
      microUsdMax: 1_000_000,
      tokensMax: null,
      isHard: true,
    } as const;
    const id = await createBudget(tenant.owner, budget);
    await spend(1);
    await bookOf(id, 790_000);
    await look();
    expect(await alerts()).toEqual([]);

    await bookOf(id, 800_000);
    await look();
    await look();
    expect((await alerts()).map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^The budget of the workspace \(\$1\.00 a day\) is 80 % used up\. It starts anew on /,
      ),
    ]);

    await bookOf(id, 1_000_000);
    await look();
    await look();
    const [full, ...others] = await alerts();
    expect(full).toMatchObject({
      kind: "budget",
      message: expect.stringContaining("is used up"),
      seenAt: null,
    });
    expect(others).toHaveLength(1);
  });

  test("is told of again once its cap is another one", async () => {
    const caps = { microUsdMax: 1_000_000, tokensMax: null, isHard: true };
    const id = await createBudget(tenant.owner, { scope: "tenant", subject: null, period: "day", ...caps });
    await spend(1);
    await bookOf(id, 800_000);
    await look();
    await changeBudget(tenant.owner, id, { ...caps, microUsdMax: 5_000_000 });
    await look();
    expect(await alerts()).toHaveLength(1);
    await bookOf(id, 4_000_000);
    await look();
    await look();
    expect((await alerts()).map(({ message }) => message)).toEqual([
      expect.stringContaining("($5.00 a day) is 80 % used up"),
      expect.stringContaining("($1.00 a day) is 80 % used up"),
    ]);
  });

  test("for each person is told of for everybody who is past the share, however many they are", async () => {
    const caps = { microUsdMax: 1_000_000, tokensMax: 1_000, isHard: true };
    const id = await createBudget(tenant.owner, { scope: "user", subject: null, period: "day", ...caps });
    await spend(1);
    const people = Array.from({ length: 31 }, () => crypto.randomUUID());
    // The last has spent least, and has no tokens left.
    for (const [i, subject] of people.entries())
      await bookOf(id, i < 25 ? 1_000_000 : i < 30 ? 799_999 : 5, { subject, tokens: i < 30 ? 0 : 1_000 });
    await look();
    const raised = await listAlerts(tenant.admin, 100);
    expect(raised.map(({ details }) => details.subject).toSorted()).toEqual(
      [...people.slice(0, 25), ...people.slice(30)].toSorted(),
    );
  });

  test("isn't told of where the tenant doesn't want it", async () => {
    await decide({ onBudget: false });
    const id = await createBudget(tenant.owner, {
      scope: "tenant",
      subject: null,
      period: "day",
      microUsdMax: 1,
      tokensMax: null,
      isHard: true,
    });
    await bookOf(id, 5);
    await spend(1);
    await look();
    expect(await alerts()).toEqual([]);
  });
});

describe("an hour", () => {
  test("stands out above twice what the same hour of seven days came to on average, and is told of once", async () => {
    for (const days of [1, 2, 3, 4, 5, 6, 7]) await spend(2_000_000, { hoursAgo: 24 * days });
    await spend(4_000_000);
    await look();
    expect(await alerts()).toEqual([]);
    await spend(1);
    await look();
    await look();
    expect(await alerts()).toMatchObject([{ kind: "anomaly", message: expect.stringContaining("($2.00)") }]);
  });

  test("of cents doesn't, nor one with less than three days to compare with", async () => {
    for (const days of [1, 2, 3, 4]) await spend(10, { hoursAgo: 24 * days });
    await spend(999_999);
    await look();
    expect(await alerts()).toEqual([]);
    tenant = await createTestTenant();
    await spend(10, { hoursAgo: 48 });
    await spend(90_000_000);
    await look();
    expect(await alerts()).toEqual([]);
  });
});

test("a question above what one may cost is told of once, with the way to its record", async () => {
  await decide({ requestMicroUsd: 50_000 });
  await spend(50_000);
  await spend(50_001, { requestId: "dear-one" });
  await look();
  await look();
  expect(await alerts()).toMatchObject([
    { kind: "request", details: { requestId: "dear-one", costMicroUsd: 50_001 } },
  ]);
  expect(await listAlerts(tenant.member)).toEqual([]);
  await markAlertsSeen(tenant.admin);
  expect((await alerts())[0]?.seenAt).not.toBeNull();
});

test("admins are told though usage can't be summed up", async () => {
  await decide({ requestMicroUsd: 1 });
  const query = (text: string) => asSystem(async (tx) => void (await tx.$client.query(text)));
  await query(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''broken''; END'`);
  await query(
    "CREATE TRIGGER fail BEFORE INSERT ON usage_rollups FOR EACH STATEMENT EXECUTE FUNCTION fail()",
  );
  await spend(1, { hoursAgo: 30 });
  await spend(2, { requestId: "dear-one" });
  await forgetLooks();
  await tendUsage()
    .tend()
    .finally(() => query("DROP FUNCTION fail CASCADE"));
  expect(await alerts()).toMatchObject([{ kind: "request" }]);
});

describe("sending", () => {
  test("mails those whom the tenant names, and posts to its webhook, signed with its secret", async () => {
    await decide({ emails: ["ann@example.com", "bob@example.com"], webhookUrl: `${site.origin}/hook` });
    await raiseTestAlert(tenant.admin);
    await sendAlerts({ open });

    expect(mail.mails).toMatchObject([
      {
        to: ["ann@example.com", "bob@example.com"],
        text: expect.stringContaining("Subject: Lectern: a test"),
      },
    ]);
    expect(mail.mails[0]?.text).not.toContain("bob@example.com");
    const [request] = site.requests;
    expect(request).toMatchObject({ path: "/hook", method: "POST" });
    const { t, v1 } = Object.fromEntries(
      String(request?.headers["lectern-signature"])
        .split(",")
        .map((part) => part.split("=") as [string, string]),
    );
    const secret = webhookSecret(tenant.tenantId, 1);
    expect(v1).toBe(createHmac("sha256", secret).update(`${t}.${request?.body}`).digest("hex"));
    expect(JSON.parse(request?.body ?? "")).toMatchObject({
      kind: "test",
      workspace: { id: tenant.tenantId },
    });
    expect(webhookSecret(tenant.tenantId, 2)).not.toBe(secret);
    expect(await alerts()).toMatchObject([
      { isSettled: true, fault: null, emailedAt: expect.any(String), postedAt: expect.any(String) },
    ]);

    await sendAlerts({ open });
    expect(mail.mails).toHaveLength(1);
  });

  test("tries the way that failed again later, and not the one that worked", async () => {
    await decide({ emails: ["ann@example.com"], webhookUrl: `${site.origin}/hook` });
    site.pages["/hook"] = { status: 500 };
    await raiseTestAlert(tenant.admin);
    await sendAlerts({ open });
    expect(await alerts()).toMatchObject([
      {
        isSettled: false,
        emailedAt: expect.any(String),
        postedAt: null,
        fault: expect.stringContaining("status 500"),
      },
    ]);
    await sendAlerts({ open }); // its next try isn't due
    expect(site.requests).toHaveLength(1);

    site.pages["/hook"] = { status: 200 };
    await makeDue();
    await sendAlerts({ open });
    expect(await alerts()).toMatchObject([{ isSettled: true, postedAt: expect.any(String), fault: null }]);
    expect(mail.mails).toHaveLength(1);
  });

  test("mails those who were refused again, and nobody who has got it", async () => {
    await decide({ emails: ["Ann@Example.com", "bob@example.com"] });
    [mail.refusal, mail.refused] = ["come back later", ["bob@example.com"]];
    await raiseTestAlert(tenant.admin);
    await sendAlerts({ open });
    expect(await alerts()).toMatchObject([{ isSettled: false, emailedAt: null }]);
    expect((await alerts())[0]?.fault).toContain("bob@example.com");
    await makeDue();
    await sendAlerts({ open });
    mail.refusal = null;
    await makeDue();
    await sendAlerts({ open });
    expect(mail.mails.map(({ to }) => to)).toEqual([["Ann@example.com"], ["bob@example.com"]]);
    expect(await alerts()).toMatchObject([{ isSettled: true, fault: null, emailedAt: expect.any(String) }]);
  });

  test("leaves an alert to its worker for longer than its mail and its webhook can take", async () => {
    await decide({ emails: ["ann@example.com"] });
    await raiseTestAlert(tenant.admin);
    expect(await claimAlert()).toMatchObject({ tenantId: tenant.tenantId, tries: 1 });
    expect(await claimAlert()).toBeNull();
    await asSystem(
      async (tx) =>
        void (await tx.$client.query(
          "UPDATE alerts SET next_try_at = next_try_at - make_interval(secs => $1) WHERE sent_at IS NULL",
          [(mailMsMax + webhookMs) / 1_000],
        )),
    );
    expect(await claimAlert()).toBeNull();
  });

  test("gives a mail server up that never ends", async () => {
    mail.isSilent = true;
    const { acceptedFor, fault } = await sendMail(
      { to: ["ann@example.com"], subject: "A test", text: "A test." },
      { timeoutMs: 50 },
    );
    mail.isSilent = false;
    expect(acceptedFor).toEqual([]);
    expect(fault?.message).toContain("took longer");
  });

  test("says what the mail server said, and follows no redirect with what it signed", async () => {
    mail.refusal = "no such mailbox";
    site.pages["/hook"] = { status: 302, headers: { location: `${site.origin}/other` } };
    await decide({ emails: ["ann@example.com"], webhookUrl: `${site.origin}/hook` });
    await raiseTestAlert(tenant.admin);
    await sendAlerts({ open });
    const [alert] = await alerts();
    expect(alert?.fault).toContain("no such mailbox");
    expect(alert?.fault).toContain("status 302");
    expect(site.requests.map(({ path }) => path)).toEqual(["/hook"]);
  });

  test("posts to nothing in a private network that the operator hasn't opened", async () => {
    await decide({ webhookUrl: `${site.origin}/hook` });
    await raiseTestAlert(tenant.admin);
    await sendAlerts();
    expect((await alerts())[0]?.fault).toContain("private network");
    expect(site.connections).toBe(0);
  });

  test("is given up after nine tries, and said to be", async () => {
    site.pages["/hook"] = { status: 500 };
    await decide({ webhookUrl: `${site.origin}/hook` });
    await raiseTestAlert(tenant.admin);
    for (let tries = 1; tries <= 10; tries++) {
      expect(await alerts()).toMatchObject([{ isSettled: false, isGivenUp: tries === 10 }]);
      await makeDue();
      await sendAlerts({ open });
    }
    expect(site.requests).toHaveLength(9);
  });

  test("begins with no further alert once the worker ends", async () => {
    await decide({ webhookUrl: `${site.origin}/hook` });
    await raiseTestAlert(tenant.admin);
    await raiseTestAlert(tenant.admin);
    await sendAlerts({ open, goesOn: () => site.requests.length === 0 });
    expect(site.requests).toHaveLength(1);
    await sendAlerts({ open });
    expect(site.requests).toHaveLength(2);
  });

  test("with nobody to tell is done at once", async () => {
    await raiseTestAlert(tenant.admin);
    await sendAlerts({ open });
    expect(await alerts()).toMatchObject([{ isSettled: true, emailedAt: null, postedAt: null }]);
  });
});
