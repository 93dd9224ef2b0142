import { expect, test } from "vitest";
import { asSystem } from "../db/client.ts";
import { findSearchScope } from "../db/search.ts";
import { searchBm25 } from "../db/search-bm25.ts";
import { createTestTenant } from "../db/testing/create-test-tenant.ts";
import { analyzeQuestion, analyzerVersion, languagesOf } from "../lib/analyze-text.ts";
import { renewTerms } from "./renew-terms.ts";
import { ingestText } from "./testing/ingest-text.ts";

test("an upgrade makes documents of an older analyzer findable by the new one, without reading them again", async () => {
  const tenant = await createTestTenant();
  const text =
    "Die Versicherungen der Mitarbeiter gelten auch auf der Reise, wenn sie vor der Abfahrt mit dem Formular angemeldet werden.";
  const documentId = await ingestText(tenant.owner, { fileName: "reise.md", text });
  await asSystem(async (tx) => {
    await tx.$client.query(
      "UPDATE chunks SET terms = 'die versicherungen', term_count = 2 WHERE document_id = $1",
      [documentId],
    );
    await tx.$client.query("UPDATE documents SET analyzer_version = 1, language = NULL WHERE id = $1", [
      documentId,
    ]);
    await tx.$client.query("UPDATE collections SET languages = '{}' WHERE tenant_id = $1", [tenant.tenantId]);
    await tx.$client.query("DELETE FROM collection_terms WHERE tenant_id = $1", [tenant.tenantId]);
  });
  const find = async () => {
    const scope = await findSearchScope(tenant.member, null);
    const { lists } = await searchBm25(tenant.member, {
      queries: [{ terms: analyzeQuestion("Versicherung", languagesOf(scope)), phrases: [] }],
      collectionIds: scope.map(({ collectionId }) => collectionId),
      limit: 5,
    });
    return lists[0]?.length;
  };
  const { version } = (await findSearchScope(tenant.member, null))[0] ?? { version: 0 };
  expect(await find()).toBe(0);

  const renewer = renewTerms();
  await renewer.tend();
  expect(await find()).toBe(1);
  const { rows } = await asSystem((tx) =>
    tx.$client.query(
      `SELECT d.analyzer_version AS version, d.language, (SELECT chunk_count FROM collection_terms
         WHERE tenant_id = $1 AND term = 'versicher') AS count FROM documents d WHERE d.id = $2`,
      [tenant.tenantId, documentId],
    ),
  );
  expect(rows).toEqual([{ version: analyzerVersion, language: "deu", count: 1 }]);
  // Answers in the cache were found by the old terms.
  const [scope] = await findSearchScope(tenant.member, null);
  expect(scope?.version).toBe(version + 1);
  await renewer.tend();
  expect((await findSearchScope(tenant.member, null))[0]?.version).toBe(version + 1);
});
