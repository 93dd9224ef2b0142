import { beforeAll, describe, expect, test } from "vitest";
import { findSearchScope, loadFoundChunks, type SearchScope } from "../../db/search.ts";
import { searchBm25 } from "../../db/search-bm25.ts";
import { createTestTenant, type TestTenant } from "../../db/testing/create-test-tenant.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { type PlanRequest, planSearch } from "./plan-search.ts";
import { relaxPlan } from "./relax-plan.ts";

let tenant: TestTenant;
let scope: SearchScope[];
const ids: Record<string, string> = {};
beforeAll(async () => {
  tenant = await createTestTenant();
  const texts = {
    "Employee-Handbook.md": "# Employee Handbook\n\nParental leave is paid by the state for 49 weeks.",
    "travel_policy.md": "# Travel rules\n\nLeave is approved by the manager. Taxis are paid after ten.",
    "pensions.md": "# Pensions\n\nWhat is paid into the pension depends on the salary.",
  };
  for (const [fileName, text] of Object.entries(texts))
    ids[fileName] = await ingestText(tenant.owner, { fileName, text });
  scope = await findSearchScope(tenant.owner, null);
});
const plan = (question: string, more: Partial<PlanRequest> = {}) =>
  planSearch(tenant.owner, { question, scope, ...more });

describe("the queries of a plan", () => {
  test("begin with the whole question; its parts follow where it asks several things", async () => {
    const single = await plan("Who pays for parental leave?");
    expect(single.queries.map(({ text, weight }) => [text, weight])).toEqual([
      ["Who pays for parental leave?", 1],
    ]);
    const { queries } = await plan("Who pays for parental leave and when are taxi receipts paid?");
    expect(queries.map(({ text }) => text)).toEqual([
      "Who pays for parental leave and when are taxi receipts paid?",
      "Who pays for parental leave",
      "when are taxi receipts paid?",
    ]);
  });

  test("hold quoted phrases, but not the name of the document that the search is narrowed to", async () => {
    const phrased = await plan("Who pays for “parental leave”?");
    expect(phrased.queries[0]?.phrases).toHaveLength(1);
    const named = await plan("What does “Travel rules” say about taxis?");
    expect(named.queries[0]?.phrases).toEqual([]);
    expect(named.filters).toHaveLength(1);
  });

  test("leave out the words that name the document that the search is narrowed to, and no other", async () => {
    const { question, queries } = await plan("How long is leave according to the Employee Handbook?");
    expect(question).toBe("How long is leave according to the Employee Handbook?");
    expect(queries[0]?.text).toBe("How long is leave?");
    expect(queries[0]?.terms).not.toContain("handbook");
    const unknown = await plan("How long is leave according to the Security Handbook?");
    expect(unknown.queries[0]?.text).toBe("How long is leave according to the Security Handbook?");
  });

  test("lean towards the conversation's words and still put the reader's own first", async () => {
    const findFirst = async (request: Partial<PlanRequest>) => {
      const { queries } = await plan("Who approves it?", request);
      const collectionIds = scope.map(({ collectionId }) => collectionId);
      const { lists } = await searchBm25(tenant.owner, { queries, collectionIds, limit: 3 });
      const [best] = await loadFoundChunks(tenant.owner, [lists[0]?.[0]?.chunkId ?? ""]);
      return best?.documentId;
    };
    const topic = ["parental", "parental", "weeks", "weeks"];
    const asked = "What is paid?";
    expect(await findFirst({ asked, topic: [] })).toBe(ids["pensions.md"]);
    expect(await findFirst({ asked, topic })).toBe(ids["Employee-Handbook.md"]);
    expect(await findFirst({ asked: "What about taxis?", topic })).toBe(ids["travel_policy.md"]);
  });
});

describe("filters from the question", () => {
  test.each([
    ["How long is leave according to the Employee Handbook?", "Employee-Handbook.md"],
    ["How long is leave in employee-handbook.md?", "Employee-Handbook.md"],
    ["What does travel_policy.md say about taxis?", "travel_policy.md"],
  ])("narrow the search to a document that is named: “%s”", async (question, fileName) => {
    const { filters } = await plan(question);
    expect(filters).toMatchObject([
      { field: "document", origin: "question", filters: { documentIds: [ids[fileName]] } },
    ]);
  });

  test("name no document that isn't there, may not be read, or lies outside the collections asked for", async () => {
    expect((await plan("What is in the Security Policy about keys?")).filters).toEqual([]);
    const question = "How long is leave according to the Employee Handbook?";
    expect((await plan(question, { scope: [] })).filters).toEqual([]);
    const stranger = await createTestTenant();
    expect((await planSearch(stranger.owner, { question, scope })).filters).toEqual([]);
  });

  test("read dates and types with labels for people", async () => {
    const now = new Date("2026-11-21");
    const { filters } = await plan("What do documents since May 2024 say about taxis?", { now });
    expect(filters).toMatchObject([
      { field: "date", label: "since 1 May 2024", filters: { datedFrom: "2024-05-01" }, origin: "question" },
    ]);
    expect((await plan("In the spreadsheet, what is the sum?")).filters).toMatchObject([
      { field: "kind", label: "Sheets", filters: { kinds: ["sheet"] } },
    ]);
  });

  test("stay away when they aren't wanted, and where the request filters by that field", async () => {
    const question = "How long is leave according to the Employee Handbook?";
    expect((await plan(question, { infersFilters: false })).filters).toEqual([]);
    const documentIds = [ids["travel_policy.md"] ?? ""];
    expect((await plan(question, { filters: { documentIds } })).filters).toMatchObject([
      { origin: "request", label: "Travel rules", filters: { documentIds } },
    ]);
  });

  test("can be taken back, those of the request can't", async () => {
    const filters = { kinds: ["plain-text" as const] };
    const nothing = { chunks: [], bm25: [] };
    const planned = await plan("How long is leave according to the Employee Handbook?", { filters });
    const relaxed = relaxPlan(planned, nothing, "hybrid");
    expect(relaxed?.plan.filters.map(({ origin }) => origin)).toEqual(["request"]);
    expect(relaxed?.notice.text).toContain("Employee Handbook");
    expect(relaxPlan(await plan("How long is leave?", { filters }), nothing, "hybrid")).toBeNull();
  });
});

describe("filters of the request", () => {
  test("are one chip for each value, with the names that people know", async () => {
    const { filters } = await plan("How long is leave?", {
      filters: {
        documentIds: [ids["pensions.md"] ?? "", crypto.randomUUID()],
        kinds: ["pdf", "sheet"],
        languages: ["deu"],
        authors: ["Ada Lovelace"],
        tags: ["hr"],
        datedFrom: "2024-05-01",
        datedTo: "2024-05-31",
      },
    });
    expect(filters.map(({ label }) => label)).toEqual([
      "Pensions",
      "A document that can't be found",
      "PDF",
      "Sheets",
      "German",
      "Ada Lovelace",
      "hr",
      "May 2024",
    ]);
    expect(filters.every(({ origin }) => origin === "request")).toBe(true);
  });
});
