import { randomBytes } from "node:crypto";
import { type ApiDocument, connectApi, type FileToSend } from "./support/connect-api.ts";
import { expectError } from "./support/expect-error.ts";
import { fixtureFile } from "./support/fixture-file.ts";
import { join } from "./support/people.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

const unknownId = "0198f000-0000-7000-8000-000000000000";
const mebibyte = 1024 * 1024;

test.describe("a document", () => {
  const formats = [
    { name: "travel-policy.md", says: "The daily meal allowance is 42 euros in Germany", pages: null },
    { name: "leave-rules.txt", says: "Unused leave expires on 31 March", pages: null },
    { name: "lisbon-office.html", says: "A visitor's badge is valid for one day", pages: null },
    { name: "employment-handbook.docx", says: "Probation lasts five months", pages: null },
    { name: "safety-instructions.pdf", says: "The assembly point is the car park", pages: 3 },
  ];

  for (const { name, says, pages } of formats) {
    test(`${name} is taken at once, becomes ready, and has a receipt`, async ({ api }) => {
      const collection = unique("Formats");
      const file = await fixtureFile(name);
      const response = await api.upload(file, collection);
      expect(response.status).toBe(202);
      const { id, status, duplicate } = (await response.json()) as ApiDocument;
      expect(status).toBe("queued");
      expect(duplicate).toBeUndefined();

      const { receipt, ...document } = await api.settled(id);
      expect(document).toMatchObject({ status: "ready", fileName: name, byteSize: file.content.length });
      expect(document.error).toBeUndefined();
      expect(receipt?.pages ?? null).toBe(pages);
      expect(receipt?.characters).toBeGreaterThan(300);
      const chunks = await api.chunksOf(id);
      expect(chunks).toHaveLength(receipt?.chunks ?? -1);
      expect(chunks.map(({ text }) => text.replaceAll(/\s+/g, " ")).join("\n")).toContain(says);

      const original = await api.send("GET", `/api/v1/documents/${id}/file`);
      expect(new Uint8Array(await original.arrayBuffer())).toEqual(file.content);
    });
  }

  test("sent twice to a collection is there once", async ({ api }) => {
    const collection = unique("Twice");
    const file = await fixtureFile("leave-rules.txt");
    const [first] = await api.add(collection, file);
    const again = await api.upload({ ...file, name: "copy-of-leave-rules.txt" }, collection);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ id: first?.id, status: "ready", duplicate: true });

    const elsewhere = await api.upload(file, unique("Elsewhere"));
    expect(elsewhere.status).toBe(202);
    expect(((await elsewhere.json()) as ApiDocument).id).not.toBe(first?.id);
  });

  test("of twelve megabytes arrives whole", async ({ api }) => {
    const content = `<title>Large</title><p>The archive closes at five.</p><!-- ${"large ".repeat(2 * mebibyte)} -->`;
    const [document] = await api.add(unique("Large"), { name: "large.html", content });
    expect(document?.byteSize).toBe(content.length);
    expect((await api.chunksOf(document?.id ?? ""))[0]?.text).toContain("The archive closes at five.");
  });

  test("that is deleted is gone, for search and for good", async ({ api }) => {
    const collection = unique("Shredder");
    const [kept, gone] = await api.add(
      collection,
      { name: "kept.txt", content: "The red folder is kept in the safe." },
      { name: "gone.txt", content: "The blue folder is kept in the cellar." },
    );
    const found = async () =>
      (await api.search({ query: "blue folder cellar", collections: [collection] })).results.map(
        ({ documentId }) => documentId,
      );
    expect(await found()).toContain(gone?.id);

    const path = `/api/v1/documents/${gone?.id}`;
    const deletion = await api.send("DELETE", path);
    expect(deletion.status).toBe(200);
    const { removed, remaining } = (await deletion.json()) as Record<string, Record<string, number>>;
    expect(removed).toMatchObject({ documents: 1, chunks: 1, vectors: 1, bm25Entries: 1, blobs: 1 });
    expect(Object.values(remaining ?? {}).every((count) => count === 0)).toBe(true);
    await expectError(await api.send("GET", path), 404, "document_not_found");
    await expectError(await api.send("GET", `${path}/file`), 404, "document_not_found");
    await expectError(await api.send("DELETE", path), 404, "document_not_found");
    expect(await found()).toEqual([kept?.id]);
  });
});

test("documents are listed page by page, newest first, each once", async ({ api }) => {
  const collection = unique("Pages");
  const files = ["one", "two", "three", "four", "five"].map((name) => ({
    name: `${name}.txt`,
    content: `Page ${name} of five pages.`,
  }));
  const added = await api.add(collection, ...files);

  const listed: ApiDocument[] = [];
  let pages = 0;
  for (let cursor: string | null = ""; cursor !== null; pages++) {
    const query = new URLSearchParams({ collection, limit: "2", ...(cursor && { cursor }) });
    const page = (await (await api.send("GET", `/api/v1/documents?${query}`)).json()) as {
      documents: ApiDocument[];
      nextCursor: string | null;
    };
    listed.push(...page.documents);
    cursor = page.nextCursor;
  }
  expect(pages).toBe(3);
  expect(listed.map(({ id }) => id)).toEqual(added.map(({ id }) => id).reverse());
});

test.describe("a file that can't be read is refused with its reason:", () => {
  const text = "Something that could be read.\n";
  const cases: { what: string; code: string; file: () => FileToSend | Promise<FileToSend> }[] = [
    {
      what: "a type that isn't read",
      code: "unsupported_file_type",
      file: () => ({
        name: "setup.exe",
        content: new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0]),
      }),
    },
    { what: "0 bytes", code: "empty_file", file: () => ({ name: "empty.txt", content: "" }) },
    { what: "an encrypted PDF", code: "encrypted_file", file: () => fixtureFile("encrypted.pdf") },
    {
      what: "a truncated PDF",
      code: "corrupt_file",
      file: async () => {
        const { content } = await fixtureFile("safety-instructions.pdf");
        return { name: "truncated.pdf", content: (content as Uint8Array<ArrayBuffer>).slice(0, 900) };
      },
    },
    { what: "a ZIP named .docx", code: "file_type_mismatch", file: () => fixtureFile("zip-named-docx.docx") },
    {
      what: "binary data named .txt",
      code: "file_type_mismatch",
      file: () => ({ name: "binary.txt", content: new Uint8Array(randomBytes(20_000)) }),
    },
    {
      what: "text named .pdf",
      code: "file_type_mismatch",
      file: () => ({ name: "text.pdf", content: text }),
    },
    {
      what: "a text without a word",
      code: "no_text_found",
      file: () => ({ name: "blank.txt", content: " \n\n\t \n" }),
    },
  ];

  for (const { what, code, file } of cases) {
    test(what, async ({ api }) => {
      const collection = unique("Bad");
      expect(await api.refusalOf(await file(), collection)).toBe(code);
      expect(await api.refusalOf({ name: "good.txt", content: text }, collection), "the worker goes on").toBe(
        null,
      );
    });
  }

  test("more bytes than allowed", async ({ api }) => {
    const file = { name: "huge.txt", content: new Uint8Array(50 * mebibyte + 1).fill(97) };
    await expectError(await api.upload(file, unique("Bad")), 413, "file_too_large");
  });

  test("no file at all", async ({ api }) => {
    const form = new FormData();
    form.set("collection", unique("Bad"));
    await expectError(await api.send("POST", "/api/v1/documents", form), 400, "invalid_request");
    await expectError(await api.sendJson("POST", "/api/v1/documents", { file: "a" }), 400, "invalid_request");
  });
});

test.describe("a request that makes no sense is refused with its reason:", () => {
  test("a question that is empty or far too long", async ({ api }) => {
    const ask = (content: string) =>
      api.sendJson("POST", "/api/v1/chat/completions", { messages: [{ role: "user", content }] });
    await expectError(await ask(""), 400, "empty_question");
    await expectError(await ask("why ".repeat(25_000)), 413, "question_too_long");
    const query = "a".repeat(100_000);
    await expectError(await api.sendJson("POST", "/api/v1/search", { query }), 413, "question_too_long");
  });

  test("a collection or a document that there isn't", async ({ api }) => {
    const messages = [{ role: "user", content: "Is there anything?" }];
    const ask = (collections: string[]) =>
      api.sendJson("POST", "/api/v1/chat/completions", { messages, collections });
    await expectError(await ask([unknownId]), 404, "collection_not_found");
    await expectError(await ask(["nowhere to be found"]), 404, "collection_not_found");
    await expectError(await api.send("GET", `/api/v1/documents/${unknownId}`), 404, "document_not_found");
    await expectError(
      await api.send("GET", `/api/v1/documents/${unknownId}/chunks`),
      404,
      "document_not_found",
    );
    await expectError(await api.send("GET", "/api/v1/documents/first"), 400, "invalid_request");
  });

  test("JSON that is none", async ({ api }) => {
    const headers = { "content-type": "application/json" };
    for (const path of ["/api/v1/search", "/api/v1/chat/completions"])
      await expectError(await api.send("POST", path, '{"query": ', headers), 400, "invalid_json");
  });

  test("a key that is missing, unknown or revoked", async ({ api, admin }) => {
    await expectError(await connectApi(null).send("GET", "/api/v1/documents"), 401, "unauthenticated");
    await expectError(await connectApi("lk_nobody").send("GET", "/api/v1/documents"), 401, "invalid_api_key");

    const data = { name: unique("Script"), scopes: ["search"], expiresInDays: 1 };
    const created = await admin.request.post("/api/api-keys", { data });
    expect(created.ok(), await created.text()).toBe(true);
    const { id, key } = (await created.json()) as { id: string; key: string };
    const script = connectApi(key);
    expect((await script.sendJson("POST", "/api/v1/search", { query: "leave" })).status).toBe(200);
    await expectError(await script.send("GET", "/api/v1/documents"), 403, "forbidden");
    expect((await admin.request.delete(`/api/api-keys/${id}`)).status()).toBe(204);
    await expectError(
      await script.sendJson("POST", "/api/v1/search", { query: "leave" }),
      401,
      "revoked_api_key",
    );
    expect((await api.send("GET", "/api/v1/documents?limit=1")).status).toBe(200);
  });
});

test("what somebody may not read doesn't exist for them", async ({ api, admin }) => {
  const collection = unique("Board");
  const [document] = await api.add(collection, { name: "minutes.txt", content: "The board meets on 4 May." });
  const { id, collectionId = "" } = document ?? {};
  const readers = await admin.request.put(`/api/v1/collections/${collectionId}/readers`, {
    data: { readers: "named", userIds: [] },
  });
  expect(readers.ok(), await readers.text()).toBe(true);
  const member = await join(admin, "member");

  for (const path of [
    `/api/v1/documents/${id}`,
    `/api/v1/documents/${id}/file`,
    `/api/v1/documents/${id}/chunks`,
  ])
    expect((await member.request.get(path)).status(), path).toBe(404);
  const named = await member.request.post("/api/v1/search", {
    data: { query: "board meets", collections: [collection] },
  });
  expect(named.status()).toBe(404);
  const everywhere = await member.request.post("/api/v1/search", {
    data: { query: "When does the board meet?" },
  });
  const { results } = (await everywhere.json()) as { results: { documentId: string }[] };
  expect(results.map(({ documentId }) => documentId)).not.toContain(id);
  expect((await member.request.delete(`/api/v1/documents/${id}`)).status()).toBe(403);
  await member.request.dispose();
});
