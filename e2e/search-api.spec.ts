import { expectError } from "./support/expect-error.ts";
import { fixtureFile } from "./support/fixture-file.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test.describe("search", () => {
  const collection = unique("Company");
  const inCollection = { collections: [collection] };

  test.beforeAll(async ({ api }) => {
    const names = ["travel-policy.md", "leave-rules.txt", "lisbon-office.html", "safety-instructions.pdf"];
    await api.add(collection, ...(await Promise.all(names.map(fixtureFile))));
  });

  test("finds the passage, and says where it stands and how well it fits", async ({ api }) => {
    const query = "Where is the assembly point in an evacuation?";
    const { results, timingsMs } = await api.search({ query, ...inCollection });
    const [best] = results;

    expect(best?.text).toContain("car park beside building C");
    expect(best?.title).toMatch(/safety/i);
    expect(best?.page).toBe(2);
    expect(best?.scores.relevance).not.toBeNull();
    expect(best?.scores.rrf).toBeGreaterThan(0);
    expect(Object.keys(timingsMs)).toEqual(expect.arrayContaining(["bm25", "vector"]));
    const relevances = results.map(({ scores }) => scores.relevance ?? 0);
    expect(relevances).toEqual(relevances.toSorted((a, b) => b - a));
  });

  test("goes by words, by meaning, or by both", async ({ api }) => {
    const query = "visitor badge reception";
    const found = async (mode: string) => (await api.search({ query, mode, ...inCollection })).results;

    for (const { scores } of await found("bm25")) expect(scores).toMatchObject({ vector: null });
    for (const { scores } of await found("vector")) expect(scores).toMatchObject({ bm25: null });
    const hybrid = await found("hybrid");
    expect(hybrid[0]?.text).toContain("badge is valid for one day");
    expect(hybrid[0]?.scores.bm25).toBeGreaterThan(0);
    expect(hybrid[0]?.scores.vector).not.toBeNull();
  });

  test("gives no more than asked for, and leaves reranking out on request", async ({ api }) => {
    const query = "days of leave";
    const { results } = await api.search({ query, topK: 2, rerank: false, ...inCollection });
    expect(results).toHaveLength(2);
    for (const { scores } of results) expect(scores.relevance).toBeNull();
    const rrfs = results.map(({ scores }) => scores.rrf ?? 0);
    expect(rrfs).toEqual(rrfs.toSorted((a, b) => b - a));
  });

  test("looks only into the collections that are named, by id or by name", async ({ api }) => {
    const other = unique("Elsewhere");
    const [document] = await api.add(other, await fixtureFile("leave-rules.txt"));
    const byName = await api.search({ query: "unused leave expires", collections: [other] });
    const byId = await api.search({ query: "unused leave expires", collections: [document?.collectionId] });
    for (const { results } of [byName, byId]) {
      expect(results.length).toBeGreaterThan(0);
      expect(new Set(results.map(({ documentId }) => documentId))).toEqual(new Set([document?.id]));
    }
  });

  test("refuses what isn't a search", async ({ api }) => {
    const search = (body: object) => api.sendJson("POST", "/api/v1/search", body);
    const unknownId = "0198f000-0000-7000-8000-000000000000";
    await expectError(await search({ query: " \n " }), 400, "empty_question");
    await expectError(
      await search({ query: "a", collections: ["no such collection"] }),
      404,
      "collection_not_found",
    );
    await expectError(await search({ query: "a", collections: [unknownId] }), 404, "collection_not_found");
    await expectError(await search({ query: "a", mode: "psychic" }), 400, "invalid_request");
    await expectError(await search({ query: "a", topK: 0 }), 400, "invalid_request");
    await expectError(await search({}), 400, "invalid_request");
  });
});
