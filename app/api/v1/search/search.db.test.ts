import { afterAll, beforeAll, expect, test } from "vitest";
import { requestAs } from "@/app/api/testing/request-as";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { closeQueue } from "@/ingestion/queue";
import { ingestText } from "@/ingestion/testing/ingest-text";
import { searchResponseSchema } from "@/lib/search-schemas";
import { POST } from "./route";

const sentences = (word: string) =>
  Array.from({ length: 60 }, (_, i) => `Of ${word} number ${i} nothing more is known.`).join(" ");
const rule = "Bicycles are kept in the cellar, and whoever keeps one there pays for its place every month.";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
  const put = (fileName: string, text: string) => ingestText(tenant.owner, { fileName, text });
  await put("trees.md", `# Trees\n\n${sentences("oaks")} The rarest is the zelkova. ${sentences("elms")}\n`);
  await put("rules.md", rule);
  await put("rules-copy.md", `${rule}\n\n`);
});
afterAll(() => closeQueue(1000));

async function explain(query: string) {
  const body = { query, mode: "bm25", rerank: false, explain: true };
  const response = await POST(await requestAs(tenant.member, "/api/v1/search", { method: "POST", body }));
  return searchResponseSchema.parse(await response.json());
}

test("explained, a search gives the text of all that an answer would read, found or not", async () => {
  const { results, neighbours, trace } = await explain("zelkova");
  expect(trace?.candidates.map(({ outcome }) => outcome)).toContain("widened");
  const readable = [...results, ...(neighbours ?? [])].map(({ chunkId }) => chunkId);
  expect(readable.toSorted()).toEqual(trace?.candidates.map(({ chunkId }) => chunkId).toSorted());
});

test("a correction is told in words as people write them", async () => {
  const { trace } = await explain("Where are bicyles kept?");
  expect(trace?.corrections).toEqual([{ from: "bicyles", to: "bicycles" }]);
});

test("a copy says of what it is one", async () => {
  const { trace } = await explain("Where are bicycles kept?");
  const [best, copy] = trace?.candidates ?? [];
  expect(copy).toMatchObject({ outcome: "duplicate", duplicateOf: best?.chunkId, n: null });
});
