import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestAs } from "@/app/api/testing/request-as";
import { POST } from "@/app/api/v1/chat/completions/route";
import { closePool } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { ingestText } from "@/ingestion/testing/ingest-text";
import type { Principal } from "@/lib/turn";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
  await ingestText(tenant.owner, {
    fileName: "leave.md",
    text: "# Leave\n\nEmployees get 25 days of leave each year. Unused days expire in March.",
  });
});
afterAll(closePool);

async function ask(
  principal: Principal,
  key: string,
  { question = "How many days of leave?", stream = false, ...rest }: Record<string, unknown> = {},
): Promise<Response> {
  const messages = [{ role: "user", content: question }];
  const request = await requestAs(principal, "/api/v1/chat/completions", {
    method: "POST",
    body: { messages, stream, ...rest },
    headers: { "idempotency-key": key },
  });
  return POST(request);
}

describe("a request with an Idempotency-Key", () => {
  it("is answered once, and the answer is read again by whoever sends it again", async () => {
    const first = await ask(tenant.owner, "first-key");
    expect(first.status).toBe(200);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    const again = await ask(tenant.owner, "first-key");
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const [one, other] = [await first.json(), await again.json()];
    expect(other.id).toBe(one.id);
    expect(other.choices).toEqual(one.choices);
    expect(one.choices[0].message.content).toContain("25 days");
    const streamed = await (await ask(tenant.owner, "a-stream", { stream: true })).text();
    const streamedAgain = await (await ask(tenant.owner, "a-stream", { stream: true })).text();
    for (const text of [streamed, streamedAgain]) {
      expect(text).toContain("25 days");
      expect(text).toContain('"citations":[{');
      expect(text.trimEnd().endsWith("data: [DONE]")).toBe(true);
    }
  });

  it("comes once where it's sent twice at a time", async () => {
    const responses = await Promise.all([1, 2, 3].map(() => ask(tenant.owner, "at-once")));
    const ids = new Set<string>();
    for (const response of responses) {
      if (response.status === 409) expect(response.headers.get("retry-after")).toBe("1");
      else ids.add((await response.json()).id);
    }
    expect(ids.size).toBe(1);
  });

  it("is refused where its key named another request, and is free of what others call theirs", async () => {
    expect((await ask(tenant.owner, "shared-name")).status).toBe(200);
    const conflict = await ask(tenant.owner, "shared-name", { question: "When do they expire?" });
    expect(conflict.status).toBe(409);
    expect((await conflict.json()).error.code).toBe("idempotency_conflict");
    const ofAnother = await ask(tenant.member, "shared-name", { question: "When do they expire?" });
    expect(ofAnother.status).toBe(200);
    expect(ofAnother.headers.get("idempotent-replayed")).toBeNull();
  });

  it("may be sent again after it began no answer", async () => {
    const refused = await ask(tenant.owner, "refused", { model: "nobody/knows" });
    expect(refused.status).toBe(404);
    const again = await ask(tenant.owner, "refused", { model: "nobody/knows" });
    expect(again.status).toBe(404);
    expect((await ask(tenant.owner, "refused")).status).toBe(200);
  });

  it.each(["with space", "", "x".repeat(201), "ü"])("is refused with a key that is none: %j", async (key) => {
    const response = await ask(tenant.owner, key);
    expect(response.status).toBe(400);
  });
});
