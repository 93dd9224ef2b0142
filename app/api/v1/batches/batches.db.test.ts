import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestAs } from "@/app/api/testing/request-as";
import { closePool } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { ingestText } from "@/ingestion/testing/ingest-text";
import { createBatchRunner } from "@/lib/batch/run-batches";
import { limits } from "@/lib/limits";
import { POST as cancel } from "./[id]/cancel/route";
import { GET as results } from "./[id]/results/route";
import { DELETE as remove, GET as show } from "./[id]/route";
import { POST as begin, GET as list } from "./route";

let tenant: TestTenant;

beforeAll(async () => {
  tenant = await createTestTenant();
  await ingestText(tenant.owner, {
    fileName: "policy.md",
    text: "# Travel\n\nA hotel may cost 140 euros a night.",
  });
});
afterAll(closePool);

const asJsonl = (lines: unknown[]) =>
  new Blob([lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n")], {
    type: "application/jsonl",
  });

async function send(lines: unknown[], { query = "", key = "", who = tenant.member } = {}) {
  const headers: Record<string, string> = key ? { "idempotency-key": key } : {};
  const body = asJsonl(lines);
  const response = await begin(
    await requestAs(who, `/api/v1/batches${query}`, { method: "POST", body, headers }),
  );
  return { status: response.status, headers: response.headers, json: await response.json() };
}

const about = async (
  route: typeof show,
  id: string,
  { method = "GET", query = "", who = tenant.member } = {},
) =>
  route(await requestAs(who, `/api/v1/batches/${id}${query}`, { method }), {
    params: Promise.resolve({ id }),
  });

const question = (id: string) => ({ custom_id: id, question: "How much may a hotel cost?" });

describe("POST /api/v1/batches", () => {
  it("tells every wrong line by its number, and begins nothing", async () => {
    const before = await (await list(await requestAs(tenant.member, "/api/v1/batches"))).json();
    const { status, json } = await send([
      question("a"),
      "{not json",
      { custom_id: "b" },
      "",
      { ...question("c"), collection: "Travel" },
      question("a"),
      { ...question("d"), collections: ["Nowhere"] },
      { ...question("e"), model: "nobody/nothing" },
      { ...question("f"), question: "  " },
      { ...question("g\0"), question: "How much?" },
      { ...question("h"), question: "How\0much?" },
    ]);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: "invalid_batch" });
    expect(json.error.lines.map(({ line }: { line: number }) => line)).toEqual([2, 3, 5, 6, 7, 8, 9, 10, 11]);
    const after = await (await list(await requestAs(tenant.member, "/api/v1/batches"))).json();
    expect(after).toEqual(before);
  });

  it("is answered once by an Idempotency-Key, and refuses another body under it", async () => {
    const key = crypto.randomUUID();
    const first = await send([question("a")], { key });
    const again = await send([question("a")], { key });
    expect(first.status).toBe(202);
    expect(again).toMatchObject({ status: 202, json: { id: first.json.id } });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await send([question("b")], { key })).toMatchObject({
      status: 409,
      json: { error: { code: "idempotency_conflict" } },
    });
  });

  it("lets a corrected batch be sent under the key of the wrong one", async () => {
    const key = crypto.randomUUID();
    expect((await send(["{"], { key })).status).toBe(400);
    expect((await send([question("a")], { key })).status).toBe(202);
  });

  it("takes so many of one person at a time", async () => {
    const who = tenant.other;
    for (let i = 0; i < limits.batchesOpenMax; i++)
      expect((await send([question("a")], { who })).status).toBe(202);
    expect(await send([question("a")], { who })).toMatchObject({
      status: 429,
      json: { error: { code: "too_many_batches" } },
    });
  });

  it("refuses what is no batch at all", async () => {
    expect(await send([])).toMatchObject({ status: 400, json: { error: { code: "invalid_batch" } } });
    const form = await requestAs(tenant.member, "/api/v1/batches", { method: "POST", body: "question=1" });
    expect((await begin(form)).status).toBe(400);
  });
});

describe("a batch", () => {
  it("is followed, read line by line, and deleted by its person alone", async () => {
    const { json: batch } = await send([question("first"), { ...question("second"), model: "auto" }], {
      query: "?name=Hotels&completion_window=24h",
      who: tenant.admin,
    });
    const who = tenant.admin;
    expect(batch).toMatchObject({
      name: "Hotels",
      status: "queued",
      completionWindow: "24h",
      counts: { total: 2 },
    });
    const runner = createBatchRunner();
    await runner.tick();
    await runner.idle();
    expect(await (await about(show, batch.id, { who })).json()).toMatchObject({
      status: "done",
      counts: { done: 2 },
    });

    const response = await about(results, batch.id, { who });
    expect(response.headers.get("content-type")).toContain("application/jsonl");
    const lines = (await response.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ custom_id }) => custom_id)).toEqual(["first", "second"]);
    expect(lines[0]).toMatchObject({
      line: 1,
      status: "done",
      error: null,
      answer: {
        citations: [{ index: 1, quote: "A hotel may cost 140 euros a night." }],
        support: { share: 1 },
      },
      usage: { cost_micro_usd: 0 },
    });
    const rest = await (await about(results, batch.id, { who, query: "?after=1&limit=1" })).text();
    expect(JSON.parse(rest)).toMatchObject({ custom_id: "second" });

    for (const stranger of [tenant.owner, tenant.member]) {
      expect((await about(show, batch.id, { who: stranger })).status).toBe(404);
      expect((await about(results, batch.id, { who: stranger })).status).toBe(404);
      expect((await about(cancel, batch.id, { who: stranger, method: "POST" })).status).toBe(404);
      expect((await about(remove, batch.id, { who: stranger, method: "DELETE" })).status).toBe(404);
    }
    expect((await about(remove, batch.id, { who, method: "DELETE" })).status).toBe(204);
    expect((await about(show, batch.id, { who })).status).toBe(404);
  });
});
