import { expect } from "@playwright/test";
import { installation } from "../installation.ts";

/** A document as the API tells of it. */
export interface ApiDocument {
  id: string;
  title: string;
  status: string;
  collectionId: string;
  fileName: string;
  mediaType: string;
  byteSize: number;
  duplicate?: boolean;
  error?: { code: string; message: string };
  receipt?: { pages: number | null; characters: number; chunks: number; tokens: number; mediaType: string };
}

export interface ApiChunk {
  id: string;
  ordinal: number;
  text: string;
  headingPath: string[];
  page: number | null;
}

export interface ApiCitation {
  index: number;
  chunkId: string;
  documentId: string;
  title: string;
  page: number | null;
  quote: string;
  start: number;
  end: number;
  verdict: string;
}

export interface ApiSearchResult {
  chunkId: string;
  documentId: string;
  title: string;
  page: number | null;
  headingPath: string[];
  text: string;
  scores: Record<"bm25" | "vector" | "fused" | "relevance", number | null>;
}

/** What a search answers; the last two when asked to explain. */
export interface ApiSearch {
  results: (ApiSearchResult & { marks?: [number, number][] })[];
  timingsMs: Record<string, number>;
  trace?: {
    queries: { text: string; terms: string[] }[];
    filters: { field: string; label: string; origin: string }[];
    candidates: { chunkId: string; documentId: string; outcome: string; n: number | null }[];
  };
  whyNot?: { reason: string; text: string; words: { word: string; chunks: number }[] };
}

export interface ApiAnswer {
  text: string;
  citations: ApiCitation[];
  model: string;
}

export interface ApiMessage {
  role: "user" | "assistant";
  content: string;
}

/** A file to upload: its name and what's in it. */
export interface FileToSend {
  name: string;
  content: string | Uint8Array<ArrayBuffer>;
}

/** Longer than any document of these tests needs on a busy machine with two cores. */
const settleMs = 45_000;
const finalStatuses = ["ready", "failed", "cancelled"];

export type Api = ReturnType<typeof connectApi>;

/** A program that uses the HTTP API with a key, as anybody's would; null: without one. */
export function connectApi(apiKey: string | null, origin: string = installation.origin) {
  const authorization: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };

  const send = (method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${origin}${path}`, { method, body, headers: { ...authorization, ...headers } });
  const sendJson = (method: string, path: string, body: unknown) =>
    send(method, path, JSON.stringify(body), { "content-type": "application/json" });

  /** The body of a response that must be a good one. */
  async function read<T>(response: Response): Promise<T> {
    const text = await response.text();
    expect(response.ok, `${response.status} ${response.url}: ${text}`).toBe(true);
    return JSON.parse(text) as T;
  }

  function upload(
    { name, content }: FileToSend,
    collection?: string,
    fields: Record<string, string> = {},
  ): Promise<Response> {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    // Before the file, so that the server knows it when the file arrives.
    if (collection !== undefined) form.set("collection", collection);
    form.set("file", new File([content], name));
    return send("POST", "/api/v1/documents", form);
  }

  const getDocument = async (id: string) => read<ApiDocument>(await send("GET", `/api/v1/documents/${id}`));

  /** The document once nothing more happens to it. */
  async function settled(id: string): Promise<ApiDocument> {
    let document = await getDocument(id);
    await expect
      .poll(
        async () => {
          document = await getDocument(id);
          return finalStatuses.includes(document.status);
        },
        { message: `${document.fileName} is done with`, timeout: settleMs, intervals: [100, 200, 300] },
      )
      .toBe(true);
    return document;
  }

  return {
    send,
    sendJson,
    upload,
    getDocument,
    settled,

    /** Uploads files to a collection, which is made if missing, and resolves when all of them can be asked about. */
    async add(collection: string, ...files: FileToSend[]): Promise<ApiDocument[]> {
      const sent: ApiDocument[] = [];
      for (const file of files) sent.push(await read<ApiDocument>(await upload(file, collection)));
      const documents: ApiDocument[] = [];
      for (const { id } of sent) documents.push(await settled(id));
      for (const { fileName, status, error } of documents)
        expect(status, `${fileName}: ${error?.message ?? "no error"}`).toBe("ready");
      return documents;
    },

    /** Why a file isn't accepted: the code of its refusal or of its failure; null where it becomes ready. */
    async refusalOf(file: FileToSend, collection: string): Promise<string | null> {
      const response = await upload(file, collection);
      if (!response.ok) return ((await response.json()) as { error: { code: string } }).error.code;
      const { status, error } = await settled(((await response.json()) as ApiDocument).id);
      return status === "ready" ? null : (error?.code ?? `${status} without a reason`);
    },

    /** All chunks of a document, in the order in which they are stored. */
    async chunksOf(documentId: string): Promise<ApiChunk[]> {
      const chunks: ApiChunk[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const path = `/api/v1/documents/${documentId}/chunks?limit=100${cursor ? `&cursor=${cursor}` : ""}`;
        const page: { chunks: ApiChunk[]; nextCursor: string | null } = await read(await send("GET", path));
        chunks.push(...page.chunks);
        cursor = page.nextCursor;
      }
      return chunks;
    },

    async search(body: object): Promise<ApiSearch> {
      return read(await sendJson("POST", "/api/v1/search", body));
    },

    /** Asks through chat completions, without streaming. */
    async ask(
      question: string,
      collection: string,
      earlier: ApiMessage[] = [],
      model = "auto",
    ): Promise<ApiAnswer> {
      const messages = [...earlier, { role: "user", content: question }];
      const body = { model, messages, collections: [collection] };
      const completion = await read<{
        model: string;
        choices: { message: { content: string; citations: ApiCitation[] } }[];
      }>(await sendJson("POST", "/api/v1/chat/completions", body));
      const message = completion.choices[0]?.message;
      return { text: message?.content ?? "", citations: message?.citations ?? [], model: completion.model };
    },
  };
}
