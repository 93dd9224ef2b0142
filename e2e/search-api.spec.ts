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

  test("finds the chunk, and says where it stands and how well it fits", async ({ api }) => {
    const query = "Where is the assembly point in an evacuation?";
    const { results, timingsMs } = await api.search({ query, ...inCollection });
    const [best] = results;

    expect(best?.text).toContain("car park beside building C");
    expect(best?.title).toMatch(/safety/i);
    expect(best?.page).toBe(2);
    expect(best?.scores.relevance).not.toBeNull();
    expect(best?.scores.fused).toBeGreaterThan(0);
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
    const fusedScores = results.map(({ scores }) => scores.fused ?? 0);
    expect(fusedScores).toEqual(fusedScores.toSorted((a, b) => b - a));
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

  test("looks only into documents that pass the filters", async ({ api }) => {
    const query = "where is the reception, the assembly point, the hotel?";
    const { results } = await api.search({ query, filters: { kinds: ["pdf"] }, ...inCollection });
    expect(results.length).toBeGreaterThan(0);
    expect(new Set(results.map(({ title }) => title)).size).toBe(1);
    const none = await api.search({ query, filters: { datedTo: "1999-12-31" }, ...inCollection });
    expect(none.results).toEqual([]);
  });

  test("explains what it did, and what an answer would have read", async ({ api }) => {
    const query = "Where is the assembly point?";
    const { results, trace } = await api.search({ query, explain: true, ...inCollection });
    const [best] = results;
    const marked = best?.marks?.map(([start, end]) => best.text.slice(start, end).toLowerCase());
    expect(marked).toEqual(expect.arrayContaining(["assembly", "point"]));
    expect(trace?.queries[0]?.text).toBe(query);
    expect(trace?.candidates.find(({ n }) => n === 1)?.outcome).toBe("packed");
    const plain = await api.search({ query, ...inCollection });
    expect(plain.trace).toBeUndefined();
    expect(plain.results[0]?.marks).toBeUndefined();
  });

  test("says why a document isn't among what was found", async ({ api }) => {
    const other = unique("Stores");
    const [document] = await api.add(other, { name: "stores.txt", content: "Paper is kept in the cellar." });
    const query = "Where is paper kept?";
    const ask = async (body: object) =>
      (await api.search({ query, explain: true, whyNot: document?.id, ...body })).whyNot;
    expect(await ask(inCollection)).toMatchObject({ reason: "not_in_collections" });
    expect(await ask({ collections: [other], filters: { kinds: ["pdf"] } })).toMatchObject({
      reason: "filtered_out",
    });
    const found = await ask({ collections: [other] });
    expect(found).toMatchObject({ reason: "in_evidence" });
    expect(found?.words).toContainEqual({ word: "paper", chunks: 1 });
    const unknownId = "0198f000-0000-7000-8000-000000000000";
    const unknown = await api.sendJson("POST", "/api/v1/search", { query, explain: true, whyNot: unknownId });
    await expectError(unknown, 404, "document_not_found");
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
    await expectError(await search({ query: "a", filters: { size: 1 } }), 400, "invalid_request");
    await expectError(await search({}), 400, "invalid_request");
  });
});
