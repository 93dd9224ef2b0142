import { beforeAll, describe, expect, test } from "vitest";
import { findSearchScope, loadFoundChunks } from "../../db/search.ts";
import { searchBm25 } from "../../db/search-bm25.ts";
import { createTestTenant, type TestTenant } from "../../db/testing/create-test-tenant.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { analyzeText } from "../analyze-text.ts";
import { limits } from "../limits.ts";
import { type Packed, packEvidence } from "./pack-evidence.ts";
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

async function packedWith(word: string): Promise<Packed> {
  const scope = await findSearchScope(tenant.owner, null);
  const collectionIds = scope.map(({ collectionId }) => collectionId);
  const queries = [{ terms: analyzeText(word), phrases: [] }];
  const { lists } = await searchBm25(tenant.owner, { queries, collectionIds, limit: 1 });
  const chunks = await loadFoundChunks(tenant.owner, [lists[0]?.[0]?.chunkId ?? ""]);
  const scores = { bm25: 1, vector: null, fused: 1, relevance: 1 };
  return packEvidence(chunks.map((chunk) => ({ ...chunk, scores })));
}

describe("the parent window", () => {
  test("adds what precedes and what follows in the same section, as evidence of its own in reading order", async () => {
    const packed = await packedWith("zelkova");
    const at = packed.evidence[0]?.chunk.ordinal ?? 0;
    const { evidence, outcomes } = await widenEvidence(tenant.owner, packed);
    expect(evidence.map(({ n, chunk }) => [n, chunk.ordinal - at])).toEqual([
      [1, -1],
      [2, 0],
      [3, 1],
    ]);
    expect(evidence.every(({ chunk }) => chunk.headingPath[0] === "Trees")).toBe(true);
    expect([...outcomes.values()]).toEqual(["packed", "widened", "widened"]);
  });

  test("never reaches into another section", async () => {
    const packed = await packedWith("owls");
    expect(await widenEvidence(tenant.owner, packed)).toEqual(packed);
  });

  test("takes only what the budget has room for, and nothing from a full one", async () => {
    const packed = await packedWith("zelkova");
    const tokens = packed.evidence[0]?.chunk.tokenCount ?? 0;
    expect(await widenEvidence(tenant.owner, packed, { tokensMax: tokens + 90 })).toEqual(packed);
    const { evidence } = await widenEvidence(tenant.owner, packed, { tokensMax: tokens + 600 });
    expect(evidence).toHaveLength(2);
    const full = {
      ...packed,
      evidence: Array.from({ length: limits.evidenceMax }, () => packed.evidence).flat(),
    };
    expect(await widenEvidence(tenant.owner, full, { tokensMax: 100_000 })).toEqual(full);
  });

  test("shows nothing to who may not read the document", async () => {
    const stranger = await createTestTenant();
    const packed = await packedWith("zelkova");
    expect(await widenEvidence(stranger.owner, packed)).toEqual(packed);
  });
});
