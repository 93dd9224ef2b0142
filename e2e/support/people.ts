import { type APIRequestContext, expect, request } from "@playwright/test";
import { installation } from "../installation.ts";
import { unique } from "./unique.ts";

export type StorageState = Awaited<ReturnType<APIRequestContext["storageState"]>>;

/** Somebody who is signed in. */
export interface Person {
  name: string;
  email: string;
  password: string;
  /** Sends what the browser would send, with the person's cookies. */
  request: APIRequestContext;
  /** The cookies, for a browser. */
  state: StorageState;
}

interface Account {
  name: string;
  email: string;
  password: string;
}

/** Signs in as the login page does, and fails where that isn't possible. */
export async function signIn(account: Account, origin: string = installation.origin): Promise<Person> {
  const context = await request.newContext({ baseURL: origin });
  const { csrfToken } = await (await context.get("/api/auth/csrf")).json();
  const { email, password } = account;
  const form = { csrfToken, email, password, callbackUrl: origin, json: "true" };
  await context.post("/api/auth/callback/credentials", { form });
  const state = await context.storageState();
  const isSignedIn = state.cookies.some(({ name }) => name.endsWith("next-auth.session-token"));
  expect(isSignedIn, `${email} is signed in`).toBe(true);
  return { ...account, request: context, state };
}

/** The first admin, made by BOOTSTRAP_*. */
export function signInAdmin(): Promise<Person> {
  return signIn({ name: "Admin", ...installation.admin });
}

/** Somebody new: invited by `admin`, and signed in by accepting. Names may be had twice, addresses not. */
export async function join(admin: Person, role: "member" | "admin", name = unique("Robin")): Promise<Person> {
  const email = `${unique(name).toLowerCase().replaceAll(" ", ".")}@example.com`;
  const account = { name, email, password: `secret of ${name}` };
  const invitation = await admin.request.post("/api/invitations", { data: { email: account.email, role } });
  expect(invitation.ok(), await invitation.text()).toBe(true);
  const { path } = (await invitation.json()) as { path: string };
  const token = path.split("/").at(-1);

  const context = await request.newContext({ baseURL: installation.origin });
  const { password } = account;
  const accepted = await context.post(`/api/invitations/${token}/accept`, { data: { name, password } });
  expect(accepted.ok(), await accepted.text()).toBe(true);
  return { ...account, request: context, state: await context.storageState() };
}
