import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "@/db/api-keys";
import { createTestTenant } from "@/db/testing/create-test-tenant";
import { closeQueue } from "@/ingestion/queue";
import { ingestText } from "@/ingestion/testing/ingest-text";
import { env } from "@/lib/env";
import type { Principal } from "@/lib/turn";
import { GET as getChunks } from "./[id]/chunks/route";
import { GET as getFile } from "./[id]/file/route";
import { DELETE, GET as getOne } from "./[id]/route";
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
    expect(documents).toEqual([one]);
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
    expect((await DELETE(request(`/${id}`, { method: "DELETE" }), idOf(id))).status).toBe(204);
    expect(await codeOf(getOne(request(`/${id}`), idOf(id)))).toBe("document_not_found");
  });
});

test("a list asked for with an unknown collection, status or cursor says so", async () => {
  expect(await codeOf(GET(request("?collection=nowhere")))).toBe("collection_not_found");
  expect(await codeOf(GET(request("?status=done")))).toBe("invalid_request");
  expect(await codeOf(GET(request("?cursor=abc")))).toBe("invalid_request");
});
