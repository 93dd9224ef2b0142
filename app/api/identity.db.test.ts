import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closePool } from "@/db/client";
import { createInvitation } from "@/db/invitations";
import { changeMemberRole, listMembers, removeMember } from "@/db/memberships";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { findUser, updateUser } from "@/db/users";
import { sessionPrincipal } from "@/lib/admission/session";
import { hashPassword, verifyPassword } from "@/lib/hash-password";
import type { Principal } from "@/lib/turn";
import * as accept from "./invitations/[id]/accept/route";
import * as me from "./me/route";
import * as tenantSwitch from "./tenants/switch/route";
import { cookieOf, requestAs } from "./testing/request-as";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterAll(closePool);

const idOf = ({ userId }: Principal) => userId ?? "";
const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string } }).error;

/** Who a response's cookies sign in. */
const signedIn = (response: Response) => {
  const cookie = response.headers
    .getSetCookie()
    .map((header) => header.split(";")[0])
    .join("; ");
  return sessionPrincipal(new Request("http://lectern.test", { headers: { cookie } }));
};

describe("an invitation", () => {
  const atToken = (token: string) => ({ params: Promise.resolve({ id: token }) });
  const show = async (token: string, who: Principal | null = null) =>
    accept.GET(await requestAs(who, `/api/invitations/${token}/accept`), atToken(token));
  const join = async (token: string, body: object, who: Principal | null = null) =>
    accept.POST(
      await requestAs(who, `/api/invitations/${token}/accept`, { method: "POST", body }),
      atToken(token),
    );
  const newcomer = () => `${crypto.randomUUID()}@example.com`;

  it("makes a new person's account, signs them in, and works once", async () => {
    const email = newcomer();
    const { token } = await createInvitation(tenant.admin, { email, role: "member" });
    expect(await (await show(token)).json()).toMatchObject({
      email,
      role: "member",
      hasAccount: false,
      isSignedIn: false,
    });
    const response = await join(token, { name: "New", password: "long enough" });
    expect(response.status).toBe(201);
    expect(await signedIn(response)).toMatchObject({ tenantId: tenant.tenantId, role: "member" });
    expect(await listMembers(tenant.member)).toContainEqual(
      expect.objectContaining({ email, name: "New", role: "member" }),
    );
    expect((await join(token, { name: "Again", password: "long enough" })).status).toBe(404);
    expect((await show(token)).status).toBe(404);
  });

  it("isn't used up by a name or password that won't do", async () => {
    const { token } = await createInvitation(tenant.admin, { email: newcomer(), role: "member" });
    expect(await errorOf(await join(token, { name: "New", password: "short" }))).toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(/^password: /),
    });
    expect((await errorOf(await join(token, { password: "long enough" }))).message).toMatch(/^name: /);
    expect((await join(token, { name: "New", password: "long enough" })).status).toBe(201);
  });

  it("opens nobody's account to whoever has the link: its owner proves who they are", async () => {
    const elsewhere = await createTestTenant();
    const person = await findUser(idOf(elsewhere.member));
    const { token } = await createInvitation(tenant.owner, { email: person?.email ?? "", role: "admin" });
    expect(await errorOf(await join(token, { name: "Thief", password: "long enough" }))).toMatchObject({
      code: "unauthenticated",
    });
    expect((await join(token, {}, elsewhere.owner)).status).toBe(401);
    expect(await (await show(token, elsewhere.member)).json()).toMatchObject({
      hasAccount: true,
      isSignedIn: true,
    });
    const response = await join(token, {}, elsewhere.member);
    expect(await signedIn(response)).toMatchObject({
      userId: elsewhere.member.userId,
      tenantId: tenant.tenantId,
      role: "admin",
    });
  });

  it("is accepted by the password of the account that there is", async () => {
    const elsewhere = await createTestTenant();
    await updateUser(idOf(elsewhere.member), { passwordHash: await hashPassword("their own one") });
    const person = await findUser(idOf(elsewhere.member));
    const { token } = await createInvitation(tenant.owner, { email: person?.email ?? "", role: "member" });
    expect((await join(token, { password: "not their own" })).status).toBe(401);
    expect((await join(token, { password: "their own one" })).status).toBe(201);
  });

  it("lets one of two who use it at once in, and not the other", async () => {
    const { token } = await createInvitation(tenant.admin, { email: newcomer(), role: "member" });
    const both = await Promise.all(["a", "b"].map((name) => join(token, { name, password: "long enough" })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 404]);
  });

  it("can't make an owner unless an owner sends it, nor be sent to a member", async () => {
    await expect(createInvitation(tenant.admin, { email: newcomer(), role: "owner" })).rejects.toMatchObject({
      code: "forbidden",
    });
    const member = await findUser(idOf(tenant.member));
    const again = createInvitation(tenant.admin, { email: member?.email ?? "", role: "member" });
    await expect(again).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("members", () => {
  it("always keep an owner, whom only owners change", async () => {
    const { owner, admin, member, other } = await createTestTenant();
    await expect(changeMemberRole(owner, idOf(owner), "admin")).rejects.toMatchObject({ code: "conflict" });
    await expect(removeMember(owner, idOf(owner))).rejects.toMatchObject({ code: "conflict" });
    await expect(changeMemberRole(admin, idOf(owner), "member")).rejects.toMatchObject({ code: "forbidden" });
    await expect(changeMemberRole(admin, idOf(member), "owner")).rejects.toMatchObject({ code: "forbidden" });
    await expect(removeMember(member, idOf(other))).rejects.toMatchObject({ code: "forbidden" });
    await changeMemberRole(owner, idOf(admin), "owner");
    const nowOwner: Principal = { ...admin, role: "owner" };
    const each = await Promise.allSettled([
      removeMember(owner, idOf(admin)),
      removeMember(nowOwner, idOf(owner)),
    ]);
    expect(each.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("one's own profile", () => {
  const change = async (who: Principal, body: object, cookie?: string) =>
    me.PATCH(await requestAs(who, "/api/me", { method: "PATCH", body, headers: cookie ? { cookie } : {} }));

  it("shows who one is and never the password's hash", async () => {
    const profile = await (await me.GET(await requestAs(tenant.member, "/api/me"))).json();
    expect(profile).toMatchObject({
      id: tenant.member.userId,
      role: "member",
      hasPassword: false,
      tenant: { id: tenant.tenantId },
    });
    expect(JSON.stringify(profile)).not.toMatch(/argon2|passwordHash/);
  });

  it("takes a new name", async () => {
    expect(await (await change(tenant.member, { name: " Anna " })).json()).toMatchObject({ name: "Anna" });
    expect((await change(tenant.member, {})).status).toBe(400);
  });

  it("takes a new password from whoever knows the old one, and signs out everywhere else", async () => {
    const { other } = tenant;
    await updateUser(idOf(other), { passwordHash: await hashPassword("the old one") });
    const elsewhere = await cookieOf(other);
    const wrong = await change(other, { newPassword: "the new one", currentPassword: "wrong" });
    expect(wrong.status).toBe(403);
    const response = await change(other, { newPassword: "the new one", currentPassword: "the old one" });
    expect(await signedIn(response)).toMatchObject({ userId: other.userId });
    expect((await me.GET(await requestAs(null, "/api/me", { headers: { cookie: elsewhere } }))).status).toBe(
      401,
    );
    expect(await verifyPassword("the new one", (await findUser(idOf(other)))?.passwordHash ?? null)).toBe(
      true,
    );
  });
});

describe("switching tenants", () => {
  it("leads to another tenant of one's own and no other", async () => {
    const elsewhere = await createTestTenant();
    const person = await findUser(idOf(tenant.admin));
    const { token } = await createInvitation(elsewhere.owner, { email: person?.email ?? "", role: "member" });
    const body = { tenantId: elsewhere.tenantId };
    const go = async () =>
      tenantSwitch.POST(await requestAs(tenant.admin, "/api/tenants/switch", { method: "POST", body }));
    expect((await go()).status).toBe(404);
    const context = { params: Promise.resolve({ id: token }) };
    await accept.POST(await requestAs(tenant.admin, "/", { method: "POST", body: {} }), context);
    const response = await go();
    expect(response.status).toBe(200);
    const session = (await cookieOf(tenant.admin)).split(";")[0];
    const cookie = `${session}; ${response.headers.getSetCookie()[0]?.split(";")[0]}`;
    const there = await sessionPrincipal(new Request("http://lectern.test", { headers: { cookie } }));
    expect(there).toMatchObject({
      tenantId: elsewhere.tenantId,
      role: "member",
      userId: tenant.admin.userId,
    });
  });

  it("doesn't let a made-up cookie in anywhere", async () => {
    const elsewhere = await createTestTenant();
    const cookie = await cookieOf({ ...tenant.member, tenantId: elsewhere.tenantId });
    const who = await sessionPrincipal(new Request("http://lectern.test", { headers: { cookie } }));
    expect(who).toMatchObject({ tenantId: tenant.tenantId });
  });
});
