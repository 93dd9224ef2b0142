import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

/** Before the environment is read. */
const folder = vi.hoisted(() => {
  process.env.LOCAL_MODELS_DIR = `/tmp/models-${crypto.randomUUID()}`;
  return process.env.LOCAL_MODELS_DIR;
});

import { asSystem } from "@/db/client";
import { claimLocalModel, reportLocalModel, settleLocalModel } from "@/db/local-models";
import { createTestTenant } from "@/db/testing/create-test-tenant";
import { writeTinyModel } from "@/lib/models/testing/make-tiny-model";
import type { Principal } from "@/lib/turn";
import { requestAs } from "../testing/request-as";
import { DELETE, POST } from "./[name]/route";
import { GET } from "./route";

const id = "local/multilingual-e5-small";
let admin: Principal;
let operator: Principal;
beforeAll(async () => {
  ({ admin, owner: operator } = await createTestTenant());
  await createTestTenant(); // so that the installation has several
  await asSystem(async (tx) => {
    await tx.$client.query("UPDATE users SET is_operator = true WHERE id = $1", [operator.userId]);
    await tx.$client.query("DELETE FROM local_models");
  });
});
afterAll(async () => {
  await asSystem((tx) => tx.$client.query("DELETE FROM local_models"));
  await rm(folder, { recursive: true });
});

const call = async (handler: typeof POST, method: string, principal: Principal, name: string) =>
  handler(await requestAs(principal, `/api/local-models/${name}`, { method }), {
    params: Promise.resolve({ name }),
  });
const fetchIt = (principal: Principal, name = "multilingual-e5-small") => call(POST, "POST", principal, name);
async function stateFor(principal: Principal) {
  const state = await (await GET(await requestAs(principal, "/api/local-models"))).json();
  const model = state.models.find((each: { id: string }) => each.id === id);
  return { ...state, model };
}

test("an admin of one of several tenants sees what there is and may not add to it", async () => {
  const { model, mayFetch } = await stateFor(admin);
  expect(model).toMatchObject({ status: "absent", kind: "embedding", dimensions: 384, license: "MIT" });
  expect(mayFetch).toBe(false);
  expect((await fetchIt(admin)).status).toBe(403);
  expect((await stateFor(admin)).model.status).toBe("absent");
});

test("an operator has a model fetched, sees how far it is, and can cancel it", async () => {
  expect((await stateFor(operator)).mayFetch).toBe(true);
  expect((await fetchIt(operator)).status).toBe(202);
  await claimLocalModel();
  await reportLocalModel(id, { bytesDone: 5, bytesTotal: 10 });
  expect((await stateFor(admin)).model).toMatchObject({ status: "fetching", bytesDone: 5, bytesTotal: 10 });
  expect((await call(DELETE, "DELETE", operator, "multilingual-e5-small")).status).toBe(200);
  expect((await stateFor(admin)).model.status).toBe("absent");
});

test("one that couldn't be fetched says why", async () => {
  await fetchIt(operator);
  await settleLocalModel(id, "The model hub can't be reached from this server.");
  expect((await stateFor(admin)).model).toMatchObject({
    status: "failed",
    error: "The model hub can't be reached from this server.",
  });
});

test("what lies in the folder counts, whatever was fetched", async () => {
  await fetchIt(operator);
  await settleLocalModel(id, null);
  expect((await stateFor(admin)).model.status).toBe("absent");
  await writeTinyModel(folder, "Xenova/multilingual-e5-small", "embedding");
  expect((await stateFor(admin)).model.status).toBe("ready");
});

test("there is no model by another name", async () => {
  for (const name of ["gpt-5", "..%2f..", "Xenova%2Fmultilingual-e5-small"])
    expect((await fetchIt(operator, name)).status).toBe(404);
});
