import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { asSystem, closePool } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { makeTurn, unreadStream } from "@/db/testing/make-turn";
import { ingestText } from "@/ingestion/testing/ingest-text";
import { finishAfterwards } from "@/lib/afterwards";
import { answerQuestion } from "@/lib/answer-question";
import type { Principal } from "@/lib/turn";
import { requestAs } from "../testing/request-as";

vi.hoisted(() => {
  process.env.METRICS_TOKEN = "a-token-for-prometheus";
});
const { GET } = await import("./route");
afterAll(closePool);

let asked: TestTenant;
beforeAll(async () => {
  asked = await createTestTenant();
  await ingestText(asked.owner, { fileName: "policy.md", text: "A hotel may cost 140 euros a night." });
});

const asPrometheus = () =>
  new Request("http://localhost/api/metrics", {
    headers: { authorization: "Bearer a-token-for-prometheus" },
  });
const statusFor = async (principal: Principal | null) =>
  (await GET(await requestAs(principal, "/api/metrics"))).status;

test("is for whoever has the token, and for operators who are signed in", async () => {
  const { owner, member } = await createTestTenant();
  expect((await GET(asPrometheus())).status).toBe(200);
  const wrong = new Request("http://localhost/api/metrics", {
    headers: { authorization: "Bearer a-token-for-nobody" },
  });
  expect((await GET(wrong)).status).toBe(401);
  expect(await statusFor(null)).toBe(401);
  expect(await statusFor(member)).toBe(403);
  await asSystem((tx) =>
    tx.$client.query("UPDATE users SET is_operator = true WHERE id = $1", [owner.userId]),
  );
  expect(await statusFor(owner)).toBe(200);
});

test("counts a question, its calls and its documents, and names neither person nor workspace", async () => {
  const { owner, tenantId } = asked;
  await answerQuestion(makeTurn(owner, "How much may a hotel cost?", { isRegenerated: true }), unreadStream);
  await finishAfterwards();
  const text = await (await GET(asPrometheus())).text();
  expect(text).toMatch(/^lectern_requests_total\{outcome="complete",source="app",cache="none"\} 1$/m);
  expect(text).toMatch(/^lectern_first_word_seconds_count\{cache="none"\} 1$/m);
  expect(text).toMatch(
    /^lectern_model_calls_total\{provider="builtin",model="builtin\/extractive",feature="answer",outcome="ok",failure="none"\} 1$/m,
  );
  expect(text).toMatch(/^lectern_documents\{status="ready"\} \d+$/m);
  expect(text).toMatch(/^lectern_workers \d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(/^process_resident_memory_bytes /m);
  for (const id of [tenantId, owner.userId ?? ""]) expect(text).not.toContain(id);
});
