import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "@/db/api-keys";
import { asSystem } from "@/db/client";
import { findCollection } from "@/db/collections";
import { claimDocument } from "@/db/document-claims";
import { findSearchScope, loadFoundChunks } from "@/db/search";
import { searchBm25 } from "@/db/search-bm25";
import { createTestTenant } from "@/db/testing/create-test-tenant";
import { ingestDocument } from "@/ingestion/ingest-document";
import { closeQueue } from "@/ingestion/queue";
import { renewTerms } from "@/ingestion/renew-terms";
import { ingestText } from "@/ingestion/testing/ingest-text";
import { analyzeQuestion, languagesOf } from "@/lib/analyze-text";
import { env } from "@/lib/env";
import type { Principal } from "@/lib/turn";
import { GET as getChunks } from "./[id]/chunks/route";
import { GET as getFile } from "./[id]/file/route";
import { DELETE, GET as getOne, PATCH } from "./[id]/route";
import { POST as postBatch } from "./batch/route";
import { GET as getCounts } from "./counts/route";
import { GET as getFacets } from "./facets/route";
import { batchFilesMax } from "./receive-batch";
import { GET, POST } from "./route";

let owner: Principal;
let key: string;
beforeAll(async () => {
  ({ owner } = await createTestTenant());
  ({ key } = await createApiKey(owner, {
    name: "test",
    scopes: ["documents:read", "documents:write"],
    expiresAt: null,
  }));
});
afterAll(() => closeQueue(1000));

const request = (path: string, init: RequestInit = {}) =>
  new Request(`http://localhost/api/v1/documents${path}`, {
    ...init,
    headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${key}` },
  });
const idOf = (id: string) => ({ params: Promise.resolve({ id }) });

function form(parts: [string, string | File][]): RequestInit {
  const body = new FormData();
  for (const [name, value] of parts) body.append(name, value);
  return { method: "POST", body };
}

async function codeOf(response: Response | Promise<Response>): Promise<string> {
  return (await (await response).json()).error.code;
}

describe("POST /documents", () => {
  test("takes the collection before or after the file", async () => {
    const file = () => new File(["Grüße aus Köln."], "grüße.txt");
    const first = await POST(
      request(
        "",
        form([
          ["file", file()],
          ["collection", "Order"],
        ]),
      ),
    );
    expect(first.status).toBe(202);
    const { id, fileName, queuePosition } = await first.json();
    expect({ fileName, isWaiting: queuePosition >= 1 }).toEqual({ fileName: "grüße.txt", isWaiting: true });
    const second = await POST(
      request(
        "",
        form([
          ["collection", "order"],
          ["file", file()],
        ]),
      ),
    );
    expect(second.status).toBe(200);
    expect(await second.json()).toMatchObject({ id, duplicate: true });
  });

  test.each([
    [
      "JSON",
      { method: "POST", body: "{}", headers: { "content-type": "application/json" } },
      "invalid_request",
    ],
    ["no file", form([["collection", "A"]]), "invalid_request"],
    ["an empty file", form([["file", new File([], "a.txt")]]), "empty_file"],
    ["a file of another type", form([["file", new File(["x"], "a.exe")]]), "unsupported_file_type"],
    [
      "a form that is cut off",
      {
        method: "POST",
        body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\ncut o',
        headers: { "content-type": "multipart/form-data; boundary=x" },
      },
      "invalid_request",
    ],
  ])("refuses %s", async (_what, init, code) => {
    expect(await codeOf(POST(request("", init)))).toBe(code);
  });

  test("refuses a file that is one byte too large", async () => {
    const file = new File([new Uint8Array(env().UPLOAD_BYTES_MAX + 1).fill(97)], "large.txt");
    const response = await POST(request("", form([["file", file]])));
    expect(response.status).toBe(413);
    expect(await codeOf(response)).toBe("file_too_large");
  });
});

describe("POST /documents/batch", () => {
  const batch = async (files: File[], collection: string, path = "") => {
    const fields: [string, string | File][] = [["collection", collection]];
    const parts = fields.concat(files.map((file) => ["file", file]));
    return postBatch(request(`/batch${path}`, form(parts)));
  };

  test("takes each file by itself, in order, and tells of each", async () => {
    const large = new File([new Uint8Array(env().UPLOAD_BYTES_MAX + 1).fill(97)], "large.txt");
    const files = [
      new File(["First of the batch."], "first.txt"),
      new File(["x"], "second.exe"),
      large,
      new File([], "empty.txt"),
      new File(["First of the batch."], "again.txt"),
      new File(["Last of the batch."], "notes/last.txt"),
    ];
    const response = await batch(files, "Batch");
    expect(response.status).toBe(200);
    const { results } = await response.json();
    expect(
      results.map(({ fileName, status, error }: Record<string, { code?: string }>) => [
        fileName,
        status,
        error?.code,
      ]),
    ).toEqual([
      ["first.txt", 202, undefined],
      ["second.exe", 415, "unsupported_file_type"],
      ["large.txt", 413, "file_too_large"],
      ["empty.txt", 422, "empty_file"],
      ["again.txt", 200, undefined],
      ["notes/last.txt", 202, undefined],
    ]);
    expect(results[4].document).toMatchObject({ id: results[0].document.id, duplicate: true });
    expect(results[5].document).toMatchObject({
      fileName: "last.txt",
      sourceKey: "notes/last.txt",
      lane: "bulk",
      kind: "plain-text",
    });
  });

  test("takes what comes again from the same path as its new version", async () => {
    const sent = (text: string, name: string) => batch([new File([text], name)], "Paths");
    const first = (await (await sent("Version one.", "./a.txt")).json()).results[0].document;
    const second = (await (await sent("Version two.", "a.txt")).json()).results[0].document;
    const third = (await (await sent("Version three.", "x/../a.txt")).json()).results[0].document;
    const fourth = (await (await sent("Version four.", "./a.txt")).json()).results[0].document;
    expect([first, second, third, fourth].map(({ version, sourceKey }) => [version, sourceKey])).toEqual([
      [1, "a.txt"],
      [1, undefined],
      [1, "x/a.txt"],
      [2, "a.txt"],
    ]);
  });

  test("refuses what is beyond the two hundredth file, and takes the others", async () => {
    const files = Array.from({ length: batchFilesMax + 1 }, (_, i) => new File([""], `${i}.txt`));
    const { results } = await (await batch(files, "Many")).json();
    expect(results).toHaveLength(batchFilesMax + 1);
    expect(results.at(-2).error.code).toBe("empty_file");
    expect(results.at(-1).error.code).toBe("request_too_large");
  });

  test("refuses a form without files", async () => {
    expect(await codeOf(batch([], "None"))).toBe("invalid_request");
  });
});

test("an upload says which document it is a version of, before or after the file", async () => {
  const first = await (await POST(request("", form([["file", new File(["One."], "v.txt")]])))).json();
  const second = form([
    ["file", new File(["Two."], "v.txt")],
    ["replaces", first.id],
  ]);
  const response = await POST(request("", second));
  expect(response.status).toBe(202);
  expect(await response.json()).toMatchObject({ version: 2, collectionId: first.collectionId });
  const replaces = (id: string): [string, string | File][] => [
    ["replaces", id],
    ["file", new File(["Three."], "v.txt")],
  ];
  expect(await codeOf(POST(request("", form(replaces(crypto.randomUUID())))))).toBe("document_not_found");
  expect(await codeOf(POST(request("", form(replaces("7")))))).toBe("invalid_request");
  const elsewhere = form([["collection", "Elsewhere"], ...replaces(first.id)]);
  expect(await codeOf(POST(request("", elsewhere)))).toBe("invalid_request");
});

describe("a document", () => {
  const text = "# Title\n\nThe whole text.";
  let id: string;
  beforeAll(async () => {
    id = await ingestText(owner, { fileName: "whole text.md", text, collection: "One" });
  });

  test("is told with its receipt, found in the list, and shown in chunks", async () => {
    const one = await (await getOne(request(`/${id}`), idOf(id))).json();
    expect(one).toMatchObject({ id, title: "Title", status: "ready", receipt: { chunks: 1 } });
    const { documents } = await (await GET(request("?collection=one&status=ready&search=whole"))).json();
    const { versions, ...listed } = one;
    expect(versions).toMatchObject([{ id, version: 1, status: "ready", supersededAt: null }]);
    const { charactersPerPage, ...receipt } = listed.receipt; // most of a long document's receipt: not in lists
    expect(charactersPerPage).toBeNull();
    expect(documents).toEqual([{ ...listed, receipt }]);
    const { chunks, nextCursor } = await (await getChunks(request(`/${id}/chunks`), idOf(id))).json();
    expect(chunks).toMatchObject([{ ordinal: 0, text, page: null, charStart: 0, charEnd: text.length }]);
    expect(nextCursor).toBeNull();
  });

  test("comes back as it was sent, whole or in part, and can't run as a page", async () => {
    const file = (range?: string) =>
      getFile(request(`/${id}/file`, { headers: range ? { range } : {} }), idOf(id));
    const whole = await file();
    expect(whole.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(whole.headers.get("content-security-policy")).toContain("sandbox");
    expect(await whole.text()).toBe(text);
    const part = await file("bytes=2-6");
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
      206,
      `bytes 2-6/${text.length}`,
      "Title",
    ]);
    expect(await (await file("bytes=-5")).text()).toBe("text.");
    expect((await file(`bytes=${text.length}-`)).status).toBe(416);
  });

  test("of another tenant doesn't exist", async () => {
    const { owner: stranger } = await createTestTenant();
    const foreign = await ingestText(stranger, { fileName: "a.txt", text: "Theirs." });
    for (const handler of [getOne, getFile, getChunks, DELETE])
      expect(await codeOf(handler(request(`/${foreign}`), idOf(foreign)))).toBe("document_not_found");
  });

  test("that is deleted is gone", async () => {
    const deletion = await DELETE(request(`/${id}`, { method: "DELETE" }), idOf(id));
    expect(deletion.status).toBe(200);
    const { removed, remaining, versions } = await deletion.json();
    expect({ removed, versions }).toMatchObject({
      removed: { documents: 1, chunks: 1, blobs: 1 },
      versions: 1,
    });
    expect(Object.values(remaining).every((count) => count === 0)).toBe(true);
    expect(await codeOf(getOne(request(`/${id}`), idOf(id)))).toBe("document_not_found");
  });
});

test("a list asked for with an unknown collection, status or cursor says so", async () => {
  expect(await codeOf(GET(request("?collection=nowhere")))).toBe("collection_not_found");
  expect(await codeOf(GET(request("?status=done")))).toBe("invalid_request");
  expect(await codeOf(GET(request("?cursor=abc")))).toBe("invalid_request");
});

test("documents are counted and listed by status and kind, those of a collection or all", async () => {
  await ingestText(owner, { fileName: "c.md", text: "Counted.", collection: "Counted" });
  const file = new File(["<p>Waiting.</p>"], "w.html");
  await POST(
    request(
      "",
      form([
        ["collection", "Counted"],
        ["file", file],
      ]),
    ),
  );
  expect(await (await getCounts(request("/counts?collection=counted"))).json()).toEqual({
    total: 2,
    byStatus: { ready: 1, queued: 1 },
    byKind: { "plain-text": 1, "web-page": 1 },
  });
  expect((await (await getCounts(request("/counts"))).json()).total).toBeGreaterThan(2);
  const { documents } = await (await GET(request("?collection=counted&kind=web-page"))).json();
  expect(documents).toMatchObject([
    { fileName: "w.html", kind: "web-page", queue: { position: expect.any(Number) } },
  ]);
  expect(await codeOf(GET(request("?kind=poem")))).toBe("invalid_request");
});

describe("what is known of a document beside its text", () => {
  const patch = (id: string, body: unknown) =>
    PATCH(
      request(`/${id}`, {
        method: "PATCH",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
      idOf(id),
    );
  const send = async (text: string, fields: [string, string][]) => {
    const file: [string, File] = ["file", new File([text], "known.md")];
    const { id } = await (await POST(request("", form([["collection", "Known"], ...fields, file])))).json();
    const claimed = await claimDocument(owner.tenantId, id, crypto.randomUUID());
    if (claimed) await ingestDocument(claimed);
    return id as string;
  };
  const tell = async (id: string) => (await getOne(request(`/${id}`), idOf(id))).json();
  const matter = "---\nauthor: Ada Lovelace\ndate: 2020-02-03\n---\n\n";

  test("comes from the file, and from its uploader before that", async () => {
    const silent = await send(`${matter}From the file.`, []);
    expect(await tell(silent)).toMatchObject({ author: "Ada Lovelace", date: "2020-02-03", tags: [] });
    const told = await send(`${matter}From the uploader.`, [
      ["author", " Charles  Babbage "],
      ["date", "2021-01-31"],
      ["tags", "Policy, travel ,policy"],
    ]);
    expect(await tell(told)).toMatchObject({
      author: "Charles Babbage",
      date: "2021-01-31",
      tags: ["Policy", "travel"],
    });
  });

  test("is changed by admins, in part, and the collection counts as changed", async () => {
    const id = await send("To be changed.", [["tags", "draft"]]);
    const before = (await findCollection(owner, (await tell(id)).collectionId)).version;
    expect(await (await patch(id, { tags: ["final"], date: "2022-03-04" })).json()).toMatchObject({
      author: null,
      date: "2022-03-04",
      tags: ["final"],
    });
    expect(await (await patch(id, { date: null })).json()).toMatchObject({ date: null, tags: ["final"] });
    expect((await findCollection(owner, (await tell(id)).collectionId)).version).toBe(before + 2);
    for (const wrong of [
      { tags: ["a,b"] },
      { tags: [""] },
      { date: "4.3.2022" },
      { title: " " },
      { language: "en" },
    ])
      expect(await codeOf(patch(id, wrong)), JSON.stringify(wrong)).toBe("invalid_request");
  });

  test("passes to the next version as far as its tags go, and stays when the file is read again", async () => {
    const first = await send(`${matter}First version.`, [["tags", "policy"]]);
    await patch(first, { author: "Charles Babbage" });
    await asSystem((tx) =>
      tx.$client.query("UPDATE documents SET status = 'queued', worker_id = NULL WHERE id = $1", [first]),
    );
    const again = await claimDocument(owner.tenantId, first, crypto.randomUUID());
    if (again) await ingestDocument(again);
    expect(await tell(first)).toMatchObject({ author: "Charles Babbage", date: "2020-02-03" });
    const second = await send("Second version.", [["replaces", first]]);
    expect(await tell(second)).toMatchObject({ version: 2, author: null, tags: ["policy"] });
    expect(await codeOf(patch(first, { tags: [] }))).toBe("conflict");
  });

  describe("a title and a language that people gave it", () => {
    const claimAgain = async (id: string) => {
      await asSystem((tx) =>
        tx.$client.query("UPDATE documents SET status = 'queued', worker_id = NULL WHERE id = $1", [id]),
      );
      const claimed = await claimDocument(owner.tenantId, id, crypto.randomUUID());
      if (!claimed) throw new Error("not claimed");
      return claimed;
    };
    const find = async (query: string) => {
      const scope = await findSearchScope(owner, null);
      const { lists } = await searchBm25(owner, {
        queries: [{ terms: analyzeQuestion(query, languagesOf(scope)), phrases: [] }],
        collectionIds: scope.map(({ collectionId }) => collectionId),
        limit: 5,
      });
      const found = await loadFoundChunks(owner, lists[0]?.map(({ chunkId }) => chunkId) ?? []);
      return found.map(({ title }) => title);
    };

    test("are searched by once a worker has seen to it, and stand in citations at once", async () => {
      const id = await send("Bees may be kept on the roof.", []);
      expect(await find("apiculture")).toEqual([]);
      expect(await (await patch(id, { title: " Apiculture \n rules " })).json()).toMatchObject({
        title: "Apiculture rules",
      });
      expect(await find("bees")).toEqual(["Apiculture rules"]);
      const renewer = renewTerms();
      await renewer.tend();
      expect(await find("apiculture")).toEqual(["Apiculture rules"]);

      // Long after an upgrade is through, too.
      await renewer.tend();
      await patch(id, { title: "Beekeeping" });
      await renewer.tend();
      expect([await find("apiculture"), await find("beekeeping")]).toEqual([[], ["Beekeeping"]]);
    });

    test("decide which forms of a word find each other, and can be left to the text again", async () => {
      const id = await send("Die Versicherungen.", []);
      const renewer = renewTerms();
      const termsNow = async () => {
        await renewer.tend();
        const chunks = await asSystem((tx) =>
          tx.$client.query("SELECT terms FROM chunks WHERE document_id = $1", [id]),
        );
        return chunks.rows[0]?.terms;
      };
      expect(await tell(id)).toMatchObject({ language: "eng", languageIsGiven: false });
      expect(await (await patch(id, { language: "deu" })).json()).toMatchObject({
        language: "deu",
        languageIsGiven: true,
      });
      expect(await termsNow()).toMatch(/ versicher$/);
      const { languages } = (await findSearchScope(owner, [(await tell(id)).collectionId]))[0] ?? {};
      expect(languages).toContain("deu");
      await patch(id, { language: null });
      expect(await termsNow()).toMatch(/ versicherungen$/);
      expect(await tell(id)).toMatchObject({ language: "eng", languageIsGiven: false });
    });

    test("stay when the file is read again, and pass to the next version", async () => {
      const id = await send("# From the file\n\nOf herons.", []);
      await patch(id, { title: "From people", language: "nld" });
      await ingestDocument(await claimAgain(id));
      expect(await tell(id)).toMatchObject({ title: "From people", language: "nld" });
      const next = await send("# From the new file\n\nOf herons.", [["replaces", id]]);
      expect(await tell(next)).toMatchObject({ version: 2, title: "From people", language: "nld" });
      const other = await send("# From the file alone\n\nOf storks.", []);
      expect(await tell(other)).toMatchObject({ title: "From the file alone" });
    });

    test("that come while a worker reads the file are in its terms in the end", async () => {
      const id = await send("Of geese.", []);
      const claimed = await claimAgain(id);
      await patch(id, { title: "Waterfowl" });
      await ingestDocument(claimed);
      expect(await tell(id)).toMatchObject({ title: "Waterfowl" });
      await renewTerms().tend();
      expect(await find("waterfowl")).toEqual(["Waterfowl"]);
    });
  });

  test("can be filtered by: what there is of it is counted, and a tag's documents are listed", async () => {
    const facets = await (await getFacets(request("/facets?collection=known"))).json();
    expect(facets).toMatchObject({
      kinds: [{ value: "plain-text" }],
      authors: [
        { value: "Ada Lovelace", count: 1 },
        { value: "Charles Babbage", count: 1 },
      ],
      datedFrom: "2020-02-03",
    });
    expect(facets.tags).toContainEqual({ value: "policy", count: 1 });
    const { documents } = await (await GET(request("?collection=known&tag=final"))).json();
    expect(documents).toMatchObject([{ tags: ["final"] }]);
  });
});
