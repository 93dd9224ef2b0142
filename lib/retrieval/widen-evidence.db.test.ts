import { beforeAll, describe, expect, test } from "vitest";
import { findSearchScope, loadFoundChunks, searchBm25 } from "../../db/search.ts";
import { createTestTenant, type TestTenant } from "../../db/testing/create-test-tenant.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { analyzeText } from "../analyze-text.ts";
import { limits } from "../limits.ts";
import type { Evidence } from "../turn.ts";
import { widenEvidence } from "./widen-evidence.ts";

const sentences = (about: string, count: number) =>
  Array.from({ length: count }, (_, i) => `Sentence ${i + 1} on ${about} says something of its own.`).join(
    " ",
  );

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
  const text = `# Trees\n\n${sentences("oaks", 60)} The rarest is the zelkova. ${sentences("elms", 60)}\n\n# Birds\n\n${sentences("owls", 20)}\n`;
  await ingestText(tenant.owner, { fileName: "nature.md", text });
});

async function evidenceOf(word: string): Promise<Evidence[]> {
  const scope = await findSearchScope(tenant.owner, null);
  const collectionIds = scope.map(({ collectionId }) => collectionId);
  const [hit] = await searchBm25(tenant.owner, { terms: analyzeText(word), collectionIds, limit: 1 });
  const chunks = await loadFoundChunks(tenant.owner, [hit?.chunkId ?? ""]);
  const scores = { bm25: 1, vector: null, rrf: 1, relevance: 1 };
  return chunks.map((chunk, i) => ({ n: i + 1, chunk: { ...chunk, scores } }));
}

describe("the parent window", () => {
  test("adds what follows and what precedes in the same section, as evidence of its own", async () => {
    const evidence = await evidenceOf("zelkova");
    const at = evidence[0]?.chunk.ordinal ?? 0;
    const widened = await widenEvidence(tenant.owner, evidence);
    expect(widened.map(({ n, chunk }) => [n, chunk.ordinal - at])).toEqual([
      [1, 0],
      [2, 1],
      [3, -1],
    ]);
    expect(widened.every(({ chunk }) => chunk.headingPath[0] === "Trees")).toBe(true);
  });

  test("never reaches into another section", async () => {
    const evidence = await evidenceOf("owls");
    expect(await widenEvidence(tenant.owner, evidence)).toEqual(evidence);
  });

  test("takes only what the budget has room for, and nothing from a full one", async () => {
    const evidence = await evidenceOf("zelkova");
    const tokens = evidence[0]?.chunk.tokenCount ?? 0;
    expect(await widenEvidence(tenant.owner, evidence, tokens + 90)).toEqual(evidence);
    expect(await widenEvidence(tenant.owner, evidence, tokens + 600)).toHaveLength(2);
    const full = Array.from({ length: limits.evidenceMax }, () => evidence).flat();
    expect(await widenEvidence(tenant.owner, full, 100_000)).toEqual(full);
  });

  test("shows nothing to who may not read the document", async () => {
    const stranger = await createTestTenant();
    const evidence = await evidenceOf("zelkova");
    expect(await widenEvidence(stranger.owner, evidence)).toEqual(evidence);
  });
});
