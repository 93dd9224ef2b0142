import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

/** A partition response of the kind that the API documents, cut down to a few elements. */
const elements = [
  { type: "Header", element_id: "h", text: "Acme Ltd", metadata: { page_number: 1 } },
  {
    type: "Title",
    element_id: "a",
    text: "Price list",
    metadata: {
      page_number: 1,
      category_depth: 0,
      coordinates: {
        points: [
          [170, 220],
          [170, 264],
          [850, 264],
          [850, 220],
        ],
        system: "PixelSpace",
        layout_width: 1700,
        layout_height: 2200,
      },
    },
  },
  { type: "NarrativeText", element_id: "b", text: "Prices hold for a year.", metadata: { page_number: 1 } },
  { type: "ListItem", element_id: "c", text: "No discounts", metadata: { page_number: 1 } },
  {
    type: "Table",
    element_id: "d",
    text: "Thing Price Pen 2 euros",
    metadata: {
      page_number: 3,
      text_as_html:
        "<table><tr><td>Thing</td><td>Price</td></tr><tr><td>Pen</td><td>2 euros</td></tr></table>",
    },
  },
  { type: "PageBreak", element_id: "e", text: "", metadata: {} },
  { type: "Footer", element_id: "f", text: "3", metadata: { page_number: 3 } },
];

let server: Server;
let answer: { status: number; body: unknown };
/** Resolved when the API may answer. */
let isAnswering: Promise<void>;
let seen: { key: string | undefined; body: string };

beforeEach(async () => {
  answer = { status: 200, body: elements };
  isAnswering = Promise.resolve();
  server = createServer(async (request, response) => {
    seen = {
      key: request.headers["unstructured-api-key"] as string | undefined,
      body: await bodyOf(request),
    };
    await isAnswering;
    response
      .writeHead(answer.status, { "content-type": "application/json" })
      .end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.resetModules(); // the environment is read once per process
  vi.stubEnv("UNSTRUCTURED_API_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("UNSTRUCTURED_API_KEY", "secret-key");
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("latin1");
}

async function parse(timeoutMs?: number) {
  const { parseWithUnstructured } = await import("./parse-with-unstructured.ts");
  return parseWithUnstructured(Buffer.from("the bytes of a file"), "prices.pdf", timeoutMs);
}

describe("the Unstructured API", () => {
  test("is sent the file and the key, and its elements become the document", async () => {
    const { text, elements: found, pageStarts, title, tables, boxes, droppedLines } = await parse();
    expect(seen.key).toBe("secret-key");
    expect(seen.body).toContain('filename="prices.pdf"');
    expect(seen.body).toContain("the bytes of a file");
    expect(text).toBe(
      "Price list\n\nPrices hold for a year.\n\n- No discounts\n\n| Thing | Price |\n| --- | --- |\n| Pen | 2 euros |",
    );
    expect(found.map(({ kind }) => kind)).toEqual(["heading", "paragraph", "list", "table"]);
    const tableStart = text.indexOf("| Thing");
    expect(pageStarts).toEqual([0, tableStart, tableStart]);
    expect(boxes).toEqual([[0, "Price list".length, 1, 0.1, 0.1, 0.4, 0.02]]);
    expect(droppedLines).toBe(2);
    expect({ title, tables }).toEqual({ title: "Price list", tables: 1 });
  });

  test("that refuses a file makes it a damaged one", async () => {
    answer = { status: 422, body: { detail: "File is not a valid pdf." } };
    await expect(parse()).rejects.toMatchObject({ code: "corrupt_file" });
  });

  test.each([401, 403])("that answers %i is asked again later", async (status) => {
    answer = { status, body: { detail: "no" } };
    await expect(parse()).rejects.toMatchObject({ code: "provider_unavailable" });
  });

  test("that doesn't answer in time is asked again later", async () => {
    let answerAtLast = () => {};
    isAnswering = new Promise((resolve) => {
      answerAtLast = resolve;
    });
    await expect(parse(100)).rejects.toMatchObject({ code: "provider_unavailable" });
    answerAtLast();
  });

  test("that is overloaded at first is asked again at once", async () => {
    answer = { status: 503, body: { detail: "busy" } };
    server.once("request", (_request, response) =>
      response.once("finish", () => {
        answer = { status: 200, body: elements };
      }),
    );
    expect((await parse()).title).toBe("Price list");
  });

  test("that answers something else is asked again later", async () => {
    answer = { status: 200, body: [{ nothing: true }] };
    await expect(parse()).rejects.toMatchObject({ code: "provider_unavailable" });
  });
});
