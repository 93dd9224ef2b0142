import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { asSystem } from "../db/client.ts";
import { mayManageInstallation } from "../db/installation.ts";
import {
  cancelLocalModel,
  claimLocalModel,
  listLocalModelRows,
  reportLocalModel,
  requestLocalModel,
  settleLocalModel,
} from "../db/local-models.ts";
import { createTestTenant } from "../db/testing/create-test-tenant.ts";
import { FetchModelError, type FetchModelOptions } from "../lib/models/local/fetch-model.ts";
import { serveLocalModels } from "./serve-local-models.ts";

const id = "local/multilingual-e5-small";
const clear = () => asSystem((tx) => tx.$client.query("DELETE FROM local_models"));
const stateOf = async () => (await listLocalModelRows()).find((row) => row.id === id);
/** As if the worker that was at it hadn't been heard of for so long. */
const silentFor = (seconds: number) =>
  asSystem((tx) =>
    tx.$client.query("UPDATE local_models SET updated_at = now() - make_interval(secs => $1)", [seconds]),
  );

beforeEach(clear);
afterAll(clear);

/** Fetching as a test ends it. */
function heldFetch() {
  const started = Promise.withResolvers<FetchModelOptions>();
  const ending = Promise.withResolvers<void>();
  const fetch = async (_model: unknown, options: FetchModelOptions = {}) => {
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    options.signal?.addEventListener("abort", () => reject(options.signal?.reason));
    started.resolve(options);
    await Promise.race([ending.promise, aborted]);
  };
  return { fetch, started: started.promise, end: ending.resolve, fail: ending.reject };
}

describe("a model that is asked for", () => {
  const servers: ReturnType<typeof serveLocalModels>[] = [];
  const serve = (fetch: ReturnType<typeof heldFetch>["fetch"]) => {
    const server = serveLocalModels({ fetch });
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  test("is fetched by a worker, which tells how far it is, and is ready", async () => {
    await requestLocalModel(id);
    const held = heldFetch();
    await serve(held.fetch).tend();
    const { onProgress } = await held.started;
    onProgress?.({ bytesDone: 40, bytesTotal: 100 });
    await expect
      .poll(stateOf, { timeout: 5_000 })
      .toMatchObject({ status: "fetching", bytesDone: 40, bytesTotal: 100 });
    onProgress?.({ bytesDone: 100, bytesTotal: 100 });
    held.end();
    await expect.poll(stateOf).toMatchObject({ status: "ready", bytesDone: 100, errorMessage: null });
  });

  test("that can't be had has failed, says why, and can be asked for again", async () => {
    await requestLocalModel(id);
    const held = heldFetch();
    await serve(held.fetch).tend();
    held.fail(new FetchModelError("The model hub can't be reached from this server."));
    await expect.poll(stateOf).toMatchObject({
      status: "failed",
      errorMessage: "The model hub can't be reached from this server.",
    });
    await requestLocalModel(id);
    expect(await stateOf()).toMatchObject({ status: "fetching", bytesDone: 0, errorMessage: null });
  });

  test("says no more of a fault that isn't for people than that there was one", async () => {
    await requestLocalModel(id);
    const held = heldFetch();
    await serve(held.fetch).tend();
    held.fail(new Error("EACCES: /srv/secret/place"));
    await expect.poll(stateOf).toMatchObject({
      status: "failed",
      errorMessage: "Fetching it failed. The worker's log says more.",
    });
  });

  test("is fetched by one worker, and by another once that one is silent", async () => {
    await requestLocalModel(id);
    expect(await claimLocalModel()).toBe(id);
    expect(await claimLocalModel()).toBeNull();
    await silentFor(9);
    expect(await claimLocalModel()).toBeNull();
    await silentFor(11);
    expect(await claimLocalModel()).toBe(id);
  });

  test("isn't begun anew by asking twice", async () => {
    await requestLocalModel(id);
    await claimLocalModel();
    await reportLocalModel(id, { bytesDone: 5, bytesTotal: 9 });
    await requestLocalModel(id);
    expect(await stateOf()).toMatchObject({ bytesDone: 5, bytesTotal: 9 });
    expect(await claimLocalModel()).toBeNull();
  });

  test("is let go when it's cancelled", async () => {
    await requestLocalModel(id);
    const held = heldFetch();
    await serve(held.fetch).tend();
    const { signal } = await held.started;
    await cancelLocalModel(id);
    await expect.poll(() => signal?.aborted, { timeout: 5_000 }).toBe(true);
    expect(await stateOf()).toBeUndefined();
  });

  test("is another worker's at once when this one stops", async () => {
    await requestLocalModel(id);
    const held = heldFetch();
    const server = serve(held.fetch);
    await server.tend();
    await held.started;
    await server.stop();
    expect(await claimLocalModel()).toBe(id);
  });

  test("stays what it came to, whoever reports late", async () => {
    await requestLocalModel(id);
    await settleLocalModel(id, null);
    expect(await reportLocalModel(id, { bytesDone: 1, bytesTotal: 2 })).toBe(false);
    await settleLocalModel(id, "too late");
    expect(await stateOf()).toMatchObject({ status: "ready", errorMessage: null });
  });
});

test("where several tenants share a server, only an operator may add models", async () => {
  const { admin } = await createTestTenant();
  await createTestTenant();
  expect(await mayManageInstallation(admin.userId ?? "")).toBe(false);
  await asSystem((tx) =>
    tx.$client.query("UPDATE users SET is_operator = true WHERE id = $1", [admin.userId]),
  );
  expect(await mayManageInstallation(admin.userId ?? "")).toBe(true);
  expect(await mayManageInstallation(crypto.randomUUID())).toBe(false);
});
