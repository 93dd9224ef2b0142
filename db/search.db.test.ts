import { beforeAll, describe, expect, test } from "vitest";
import { removeDocument } from "../ingestion/delete-documents.ts";
import { ingestText } from "../ingestion/testing/ingest-text.ts";
import { analyzePhrase, analyzeQuestion, languagesOf } from "../lib/analyze-text.ts";
import { embedTexts } from "../lib/models/embed.ts";
import type { SearchFilters } from "../lib/search.ts";
import type { Principal } from "../lib/turn.ts";
import { type Bm25Tier, bm25Tier } from "./capabilities.ts";
import { asSystem } from "./client.ts";
import { setCollectionReaders } from "./collections.ts";
import { findSearchScope } from "./search.ts";
import { searchBm25 } from "./search-bm25.ts";
import { searchVector } from "./search-vector.ts";
import { createTestTenant, type TestTenant } from "./testing/create-test-tenant.ts";

const texts: Record<string, string> = {
  "leave.md":
    "# Leave\n\nAnnual leave is twenty days for everybody who works full time. Sick leave needs a certificate from the third day on.\n",
  "travel.md":
    "# Travel\n\nTravel costs are refunded within thirty days when the receipts are complete. Leave the annual report out of the claim.\n",
  "urlaub.md":
    "# Urlaub\n\nDie Versicherungen der Mitarbeiter gelten auch im Urlaub, wenn sie vor der Reise mit dem Formular angemeldet werden und die Kosten nicht von einer anderen Stelle getragen werden.\n",
  "parse_config.py":
    'def parse_config(path):\n    """Raises ERR_CONFIG_4711 when the file is missing."""\n    return readConfigFile(path, maxRetryCount=3)\n',
};

let tenant: TestTenant;
const ids = new Map<string, string>();
let hiddenId: string;

beforeAll(async () => {
  tenant = await createTestTenant();
  for (const [fileName, text] of Object.entries(texts))
    ids.set(fileName, await ingestText(tenant.owner, { fileName, text, collection: "Handbook" }));
  await ingestText(tenant.owner, {
    fileName: "salaries.md",
    text: "Annual salaries of the board.",
    collection: "Board",
  });
  hiddenId = await ingestText(tenant.owner, {
    fileName: "pay.md",
    text: "Annual pay of the zyxwomat department is decided by its board.",
    collection: "Board",
    author: "Ada",
    tags: ["secret"],
  });
  const { rows } = await asSystem((tx) =>
    tx.$client.query("SELECT id FROM collections WHERE tenant_id = $1 AND name = 'Board'", [tenant.tenantId]),
  );
  await setCollectionReaders(tenant.owner, rows[0].id, { readers: "named", userIds: [] });
  await describeDocument("leave.md", { author: "Grace Hopper", tags: ["hr"], date: "2024-05-01" });
  await describeDocument("travel.md", { author: "Alan Kay", tags: ["hr", "money"], date: "2023-01-31" });
});

async function describeDocument(
  fileName: string,
  { author, tags, date }: { author: string; tags: string[]; date: string },
) {
  await asSystem((tx) =>
    tx.$client.query("UPDATE documents SET author = $2, tags = $3, dated_at = $4 WHERE id = $1", [
      ids.get(fileName),
      author,
      tags,
      `${date}T12:00:00Z`,
    ]),
  );
}

interface Asked {
  principal?: Principal;
  filters?: SearchFilters;
  phrases?: string[];
  topic?: string[];
  tier?: Bm25Tier;
}

async function askAll(
  questions: string[],
  { principal = tenant.member, filters, phrases = [], topic, tier }: Asked = {},
) {
  const scope = await findSearchScope(principal, null);
  const languages = languagesOf(scope);
  const { lists, corrections } = await searchBm25(principal, {
    queries: questions.map((question) => ({
      terms: analyzeQuestion(question, languages),
      topic,
      phrases: phrases.map((phrase) => analyzePhrase(phrase, languages)),
    })),
    collectionIds: scope.map(({ collectionId }) => collectionId),
    filters,
    limit: 10,
    tier,
  });
  return { lists: await Promise.all(lists.map((list) => filesOf(list))), corrections };
}

const ask = async (question: string, asked?: Asked) => (await askAll([question], asked)).lists[0];

async function filesOf(list: { chunkId: string }[]): Promise<string[]> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ id: string; file: string }>(
      "SELECT c.id, d.file_name AS file FROM chunks c JOIN documents d ON d.id = c.document_id WHERE c.id = ANY ($1)",
      [list.map(({ chunkId }) => chunkId)],
    ),
  );
  const files = new Map(rows.map(({ id, file }) => [id, file]));
  return list.map(({ chunkId }) => files.get(chunkId) ?? "?");
}

async function askByVector(question: string, { principal = tenant.member, filters }: Asked = {}) {
  const scope = await findSearchScope(principal, null);
  const embeddingModel = scope[0]?.embeddingModel ?? "";
  const { embeddings } = await embedTexts({ texts: [question], modelId: embeddingModel, purpose: "query" });
  const collectionIds = scope.map(({ collectionId }) => collectionId);
  const { lists } = await searchVector(principal, {
    embeddings,
    embeddingModel,
    collectionIds,
    filters,
    limit: 10,
  });
  return filesOf(lists[0] ?? []);
}

/** The SQL tier can be had everywhere. */
const hasTextsearch = (await bm25Tier()) === "pg_textsearch";
const tiers: Bm25Tier[] = hasTextsearch ? ["pg_textsearch", "sql"] : ["sql"];

describe.each(tiers)("word search by %s", (tier) => {
  test("finds forms of a word, each document by the rules of its language", async () => {
    expect(await ask("certificates", { tier })).toEqual(["leave.md"]);
    expect(await ask("Versicherung", { tier })).toEqual(["urlaub.md"]);
  });

  test("finds identifiers and codes as wholes and by their parts", async () => {
    for (const asked of [
      "maxRetryCount",
      "retry count",
      "ERR_CONFIG_4711",
      "err-config-4711",
      "4711",
      "parse_config",
    ])
      expect(await ask(asked, { tier }), asked).toEqual(["parse_config.py"]);
  });

  test("puts a document first whose title says what is asked", async () => {
    expect(await ask("annual leave", { tier })).toEqual(["leave.md", "travel.md"]);
  });

  test("answers several questions in one go", async () => {
    const { lists } = await askAll(["certificate", "", "receipts"], { tier });
    expect(lists).toEqual([["leave.md"], [], ["travel.md"]]);
  });

  test("finds only chunks that hold a quoted phrase in its order", async () => {
    expect(await ask("annual leave", { tier, phrases: ["annual leave"] })).toEqual(["leave.md"]);
    expect(await ask("annual leave", { tier, phrases: ["costs are refunded"] })).toEqual(["travel.md"]);
    expect(await ask("annual leave", { tier, phrases: ["leave report"] })).toEqual([]);
    expect(await ask("Versicherungen", { tier, phrases: ["Versicherungen der Mitarbeiter"] })).toEqual([
      "urlaub.md",
    ]);
  });

  test("leans towards the topic without asking for it", async () => {
    const scope = await findSearchScope(tenant.member, null);
    const collectionIds = scope.map(({ collectionId }) => collectionId);
    const scoreOf = async (terms: string[], topic?: string[]) => {
      const queries = [{ terms, topic, phrases: [] }];
      const { lists } = await searchBm25(tenant.member, { queries, collectionIds, limit: 1, tier });
      return lists[0]?.[0]?.score ?? 0;
    };
    const [alone, other] = [await scoreOf(["certif"]), await scoreOf(["sick"])];
    expect(await scoreOf(["certif"], ["nowhere"])).toBeCloseTo(alone, 4);
    expect(await scoreOf(["certif"], ["sick"])).toBeCloseTo(alone + other / 10, 4);
  });
});

test.skipIf(!hasTextsearch)("both tiers score alike", async () => {
  const scope = await findSearchScope(tenant.member, null);
  const collectionIds = scope.map(({ collectionId }) => collectionId);
  const queries = [{ terms: ["annual", "leav", "receipt"], phrases: [] }];
  const byTier = async (tier: Bm25Tier) =>
    (await searchBm25(tenant.owner, { queries, collectionIds, limit: 10, tier })).lists[0] ?? [];
  const [ours, theirs] = [await byTier("sql"), await byTier("pg_textsearch")];
  expect(ours.map(({ chunkId }) => chunkId)).toEqual(theirs.map(({ chunkId }) => chunkId));
  for (const [i, { score }] of ours.entries()) expect(score).toBeCloseTo(theirs[i]?.score ?? 0, 1);
});

const search = [
  ["by words", (asked: Asked) => ask("annual leave costs", asked)],
  ["by vector", async (asked: Asked) => (await askByVector("annual leave costs", asked)).toSorted()],
] as const;

describe.each(search)("filters of a search %s", (_, found) => {
  const both = ["leave.md", "travel.md"];
  test.each<[string, SearchFilters, string[]]>([
    ["an author, however written", { authors: ["GRACE hopper"] }, ["leave.md"]],
    ["any one of several tags", { tags: ["money", "nothing"] }, ["travel.md"]],
    ["a type", { kinds: ["code"] }, ["parse_config.py"]],
    ["a language", { languages: ["deu"] }, ["urlaub.md"]],
    ["the day it begins with", { datedFrom: "2024-05-01", tags: ["hr"] }, ["leave.md"]],
    ["the day it ends with", { datedTo: "2023-01-31" }, ["travel.md"]],
    ["all that are given", { tags: ["hr"], authors: ["Alan Kay"] }, ["travel.md"]],
    ["nothing that fits", { tags: ["hr"], kinds: ["pdf"] }, []],
  ])("hold for %s", async (_, filters, expected) => {
    const files = await found({ filters });
    expect(files?.filter((file) => !expected.includes(file))).toEqual([]);
    if (expected.every((file) => both.includes(file))) expect(files).toEqual(expected);
  });

  test("narrow to documents by id, and reach none that may not be read", async () => {
    expect(await found({ filters: { documentIds: [ids.get("leave.md") ?? ""] } })).toEqual(["leave.md"]);
    for (const filters of [{ documentIds: [hiddenId] }, { authors: ["Ada"] }, { tags: ["secret"] }])
      expect(await found({ filters }), JSON.stringify(filters)).toEqual([]);
    expect(await found({ principal: tenant.admin, filters: { documentIds: [hiddenId] } })).toEqual([
      "pay.md",
    ]);
  });
});

describe("misspelt words", () => {
  test("are searched for as the nearest words that are there, and said", async () => {
    const { lists, corrections } = await askAll(["certifciate"]);
    expect(lists[0]).toEqual(["leave.md"]);
    expect(corrections).toEqual([{ from: "certifci", to: "certif" }]);
  });

  test("aren't corrected where the word is there, or nothing is near", async () => {
    expect((await askAll(["certificate"])).corrections).toEqual([]);
    expect((await askAll(["xylophone certificate"])).corrections).toEqual([]);
  });

  test("never lead to words of documents that may not be read", async () => {
    expect((await askAll(["zyxwomta"])).corrections).toEqual([]);
    expect((await askAll(["zyxwomta"], { principal: tenant.admin })).corrections).toEqual([
      { from: "zyxwomta", to: "zyxwomat" },
    ]);
  });
});

describe("a collection's words", () => {
  const countOf = async (term: string) => {
    const { rows } = await asSystem((tx) =>
      tx.$client.query(
        "SELECT chunk_count AS count FROM collection_terms WHERE tenant_id = $1 AND term = $2",
        [tenant.tenantId, term],
      ),
    );
    return rows[0]?.count ?? null;
  };

  test("are counted by chunk, and forgotten with the last document that holds them", async () => {
    const texts = ["The quokkavar is shy.", "A quokkavar and its wombatron."];
    const [first = "", second = ""] = await Promise.all(
      texts.map((text, i) => ingestText(tenant.owner, { fileName: `q${i}.md`, text, collection: "Zoo" })),
    );
    expect([await countOf("quokkavar"), await countOf("wombatron")]).toEqual([2, 1]);
    await removeDocument(tenant.admin, second);
    expect([await countOf("quokkavar"), await countOf("wombatron")]).toEqual([1, null]);
    await removeDocument(tenant.admin, first);
    expect(await countOf("quokkavar")).toBe(null);
  });

  test("are those of the version that is found", async () => {
    const first = await ingestText(tenant.owner, {
      fileName: "v.md",
      text: "About numbattery.",
      collection: "Zoo",
    });
    await ingestText(tenant.owner, {
      fileName: "v.md",
      text: "About bilbyphone.",
      collection: "Zoo",
      replaces: first,
    });
    expect([await countOf("numbatteri"), await countOf("bilbyphon")]).toEqual([null, 1]);
  });
});

test("a collection knows the languages of its documents", async () => {
  const { rows } = await asSystem((tx) =>
    tx.$client.query("SELECT id, languages FROM collections WHERE tenant_id = $1 AND name = 'Handbook'", [
      tenant.tenantId,
    ]),
  );
  expect(rows[0].languages.toSorted()).toEqual(["deu", "eng"]);
});
