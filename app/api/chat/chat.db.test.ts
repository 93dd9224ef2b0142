import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { POST } from "@/app/api/chat/route";
import { requestAs } from "@/app/api/testing/request-as";
import { closePool } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { ingestText } from "@/ingestion/testing/ingest-text";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
  await ingestText(tenant.owner, { fileName: "leave.md", text: "# Leave\n\nThere are 25 days of leave." });
});
afterAll(closePool);

it("streams the answer's parts as events that nothing on the way gathers or compresses", async () => {
  const body = { conversationId: uuidv7(), questionId: uuidv7(), question: "How many days of leave?" };
  const response = await POST(await requestAs(tenant.owner, "/api/chat", { method: "POST", body }));
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  expect(response.headers.get("cache-control")).toContain("no-transform");
  const events = (await response.text()).trimEnd().split("\n\n");
  expect(events.at(-1)).toBe("data: [DONE]");
  const parts = events.slice(0, -1).map((event) => JSON.parse(event.slice("data: ".length)));
  expect(parts[0]).toMatchObject({ type: "start" });
  expect(parts.map(({ delta = "" }) => delta).join("")).toContain("25 days");
  expect(parts.at(-1)).toMatchObject({ type: "finish", messageMetadata: { status: "complete" } });
});

it("refuses a question that can't be kept, and says why", async () => {
  const body = { conversationId: uuidv7(), questionId: uuidv7(), question: "How many \0 days of leave?" };
  const response = await POST(await requestAs(tenant.owner, "/api/chat", { method: "POST", body }));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: "invalid_request" } });
});
