/** A batch whose provider is Anthropic, whose batches of messages are another API than OpenAI's files and batches. */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cancelBatch, findBatch, loadBatchResults } from "../../db/batches.ts";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import type { Models } from "../models/live-models.ts";
import type { ModelSpec } from "../models/model-spec.ts";
import type { Principal } from "../turn.ts";
import {
  addBatchingProvider,
  beginBatch,
  booked,
  cap,
  goOn,
  newPerson,
  query,
} from "./testing/batching-provider.ts";
import { tidyProviders } from "./tidy-providers.ts";

let provider: FakeProvider;
let spec: ModelSpec;
let models: Models;
let person: Principal;

beforeAll(async () => {
  provider = await startFakeProvider();
  const { url } = provider;
  // What is asked at once goes to the fake as an OpenAI-compatible server: only batches are Anthropic's here.
  const language = createOpenAICompatible({ name: "fake", baseURL: `${url}/v1`, includeUsage: true })(
    "fake-large",
  );
  ({ spec, models } = await addBatchingProvider("anthropic", { url, language }));
});
afterAll(async () => {
  await query("DELETE FROM model_providers");
  await provider.close();
});
beforeEach(async () => {
  provider.reset();
  person = await newPerson();
  await ingestText(person, {
    fileName: "policy.md",
    text: "# Travel\n\nA hotel may cost 140 euros a night.",
  });
  await cap(person, 1_000_000_000);
});

const sent = () => provider.requests().map(({ method, path }) => `${method} ${path}`);
const batchPath = "/v1/messages/batches";

describe("a batch whose person can wait a day", () => {
  test("is handed over, its answers are cited, checked and paid for at half the price, and nothing is left there", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    const id = await beginBatch(person, 3);
    await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { handedOver: 3 } });
    const [{ headers, body } = { headers: {}, body: null }] = provider.requests();
    expect(headers).toMatchObject({ "x-api-key": "[redacted]", "anthropic-version": "2023-06-01" });
    expect(headers).not.toHaveProperty("authorization");
    expect(body).toMatchObject({
      requests: [
        {
          custom_id: expect.stringMatching(/^[0-2]$/),
          params: { model: "fake-large", messages: [{ role: "user" }] },
        },
        {},
        {},
      ],
    });

    await goOn(models, id); // it's still at work
    expect(await findBatch(person, id)).toMatchObject({ counts: { handedOver: 3 } });
    expect((await booked(person)).holds).toBeGreaterThan(0);
    await goOn(models, id);
    const batch = await findBatch(person, id);
    expect(batch).toMatchObject({ status: "done", counts: { done: 3 } });
    for (const { answer, usage } of await loadBatchResults(person, id, { limit: 10 })) {
      expect(answer).toMatchObject({ status: "complete", modelId: spec.id, supportShare: 1 });
      const { inputTokens = 0, outputTokens = 0, costMicroUsd } = usage ?? {};
      expect(inputTokens).toBeGreaterThan(0);
      expect(costMicroUsd).toBe(Math.ceil((inputTokens * 10 + outputTokens * 40) / 2));
    }
    expect(await booked(person)).toEqual({
      spent: batch.spentMicroUsd,
      ledger: batch.spentMicroUsd,
      holds: 0,
    });
    expect(sent()).toEqual([
      `POST ${batchPath}`,
      `GET ${batchPath}/msgbatch_1`,
      `GET ${batchPath}/msgbatch_1`,
      `GET ${batchPath}/msgbatch_1/results`,
      `GET ${batchPath}/msgbatch_1`,
      `DELETE ${batchPath}/msgbatch_1`,
    ]);
    expect(provider.files()).toEqual([]);
    expect((await query("SELECT FROM provider_batches")).rows).toEqual([]);
  });

  test("has what Anthropic failed answered as usual", async () => {
    provider.script({
      match: { path: "/v1/messages", contains: "town 2" },
      failure: { kind: "status", status: 500 },
    });
    const id = await beginBatch(person, 2);
    for (let i = 0; i < 3; i++) await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { done: 2 } });
    expect(sent().filter((call) => call === "POST /v1/chat/completions")).toHaveLength(1);
  });

  test("is answered as usual where Anthropic doesn't take it", async () => {
    provider.script({ match: { path: batchPath }, failure: { kind: "status", status: 529 } });
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done" });
    expect(provider.files()).toEqual([]);
  });

  test("is canceled there, and deleted once that's done", async () => {
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    await cancelBatch(person, id);
    await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "cancelled", counts: { cancelled: 1 } });
    expect(sent()).toContain(`POST ${batchPath}/msgbatch_1/cancel`);
    await query("UPDATE provider_batches SET next_try_at = now()");
    await tidyProviders();
    expect(provider.files()).toEqual([]);
    expect((await query("SELECT FROM provider_batches")).rows).toEqual([]);
  });
});
