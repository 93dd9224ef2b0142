/** What a collector gets to see of a question, sent to a small one of our own. */
import { afterAll, expect, test, vi } from "vitest";

interface Sent {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

const collector = await vi.hoisted(async () => {
  const { createServer } = await import("node:http");
  const bodies: string[] = [];
  const headers: NodeJS.Dict<string | string[]>[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    if (request.url === "/v1/traces") bodies.push(body);
    headers.push(request.headers);
    response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as import("node:net").AddressInfo;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
  process.env.OTEL_EXPORTER_OTLP_HEADERS = "authorization=Bearer%20collector";
  process.env.OTEL_RESOURCE_ATTRIBUTES = "deployment.environment.name=test";
  return { server, bodies, headers };
});

const { createBatch } = await import("../db/batches.ts");
const { asSystem } = await import("../db/client.ts");
const { createTestTenant } = await import("../db/testing/create-test-tenant.ts");
const { makeTurn } = await import("../db/testing/make-turn.ts");
const { ingestText } = await import("../ingestion/testing/ingest-text.ts");
const { finishAfterwards } = await import("./afterwards.ts");
const { createBatchRunner } = await import("./batch/run-batches.ts");
const { startRun } = await import("./run/run.ts");
const telemetry = await import("./telemetry.ts");

afterAll(() => void collector.server.close());

/** All that was sent since it was started. */
async function collectSpans(): Promise<Sent[]> {
  await finishAfterwards();
  await telemetry.stopTelemetry();
  const sent = collector.bodies.map((body) => JSON.parse(body));
  return sent.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: Sent[] }[] }) =>
      scopeSpans.flatMap((scope) => scope.spans),
    ),
  );
}

const caller = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };

test("every stage and call of a question is a span of its caller's trace, and none holds a word of it", async () => {
  const { owner } = await createTestTenant();
  await ingestText(owner, {
    fileName: "policy.md",
    text: "A hotel may cost 140 euros a night in Ljubljana.",
  });
  await telemetry.startTelemetry("web");
  const question = "How much may a hotel in Ljubljana cost?";
  const turn = makeTurn(owner, question, { isRegenerated: true });
  const request = new Request("http://localhost/api/chat", {
    headers: { traceparent: `00-${caller.traceId}-${caller.spanId}-01` },
  });
  const ask = async () => (await startRun(turn)).answer;
  const answer = await telemetry.inRequestSpan(request, "POST /api/chat", ask, { "http.route": "/api/chat" });
  expect(answer.text).toContain("Ljubljana");
  const spans = await collectSpans();
  const find = (name: string) => spans.find((span) => span.name === name);
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "POST /api/chat",
      "answer",
      "guard",
      "condense",
      "cache",
      "bm25",
      "rerank",
      "write",
    ]),
  );
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([caller.traceId]));
  expect(find("POST /api/chat")?.parentSpanId).toBe(caller.spanId);
  expect(find("answer")?.parentSpanId).toBe(find("POST /api/chat")?.spanId);
  expect(find("write")?.parentSpanId).toBe(find("answer")?.spanId);
  const call = find("chat builtin/extractive");
  expect(call?.parentSpanId).toBe(find("write")?.spanId);
  expect(call?.attributes).toEqual(
    expect.arrayContaining([
      { key: "gen_ai.request.model", value: { stringValue: "builtin/extractive" } },
      { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
    ]),
  );

  const everything = collector.bodies.join("");
  expect(everything).toContain("deployment.environment.name");
  expect(everything).not.toContain("Ljubljana");
  expect(collector.headers[0]?.authorization).toBe("Bearer collector");
  const { rows } = await asSystem((tx) =>
    tx.$client.query("SELECT trace_id FROM request_records WHERE request_id = $1", [turn.requestId]),
  );
  expect(rows).toEqual([{ trace_id: caller.traceId }]);
});

test("a batch's question is a span, too, with its stages in it", async () => {
  const { owner } = await createTestTenant();
  const id = crypto.randomUUID();
  const request = { question: "How much may a hotel cost?", model: "auto", collectionIds: null };
  const items = [{ line: 1, customId: "q1", request }];
  await createBatch(owner, { id, name: "Hotels", completionWindow: null, items });
  collector.bodies.length = 0;
  await telemetry.startTelemetry("web");
  const runner = createBatchRunner();
  await runner.tick();
  await runner.idle();
  const spans = await collectSpans();
  const answer = spans.find(({ name }) => name === "answer");
  expect(answer?.parentSpanId).toBeUndefined();
  expect(answer?.attributes).toContainEqual({ key: "lectern.source", value: { stringValue: "batch" } });
  expect(spans.find(({ name }) => name === "condense")?.parentSpanId).toBe(answer?.spanId);
});

test("nothing is recorded once it's stopped", async () => {
  expect(telemetry.isTracing()).toBe(false);
  expect(await telemetry.inSpan("work", async () => telemetry.currentTraceId())).toBeUndefined();
});
