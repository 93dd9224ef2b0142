import { z } from "zod";
import { env } from "../../lib/env.ts";
import { AppError } from "../../lib/errors.ts";
import type { ElementKind, ParsedDocument } from "./element.ts";
import { parseConvertedHtml } from "./parse-html.ts";
import { TextBuilder } from "./text-builder.ts";

/** What is used of an element of the API's partition response. */
const elementSchema = z.object({
  type: z.string(),
  text: z.string().nullish(),
  metadata: z
    .object({
      page_number: z.number().int().positive().nullish(),
      category_depth: z.number().int().nonnegative().nullish(),
      text_as_html: z.string().nullish(),
    })
    .default({}),
});
type ApiElement = z.infer<typeof elementSchema>;

const kinds: Record<string, ElementKind> = {
  Title: "heading",
  ListItem: "list",
  Table: "table",
  CodeSnippet: "code",
};
/** Repeated on every page, or nothing to read. */
const leftOut = new Set(["Header", "Footer", "PageNumber", "PageBreak"]);
const retries = { initialInterval: 1000, maxInterval: 10_000, exponent: 2, maxElapsedTime: 60_000 };

/**
 * A file as the Unstructured API reads it. Throws `corrupt_file` where the API refuses the file, `provider_unavailable` where
 * the API can't be reached, is overloaded or doesn't accept the key, so that the document is tried again later.
 */
export async function parseWithUnstructured(bytes: Buffer, fileName: string): Promise<ParsedDocument> {
  const elements = await partition(bytes, fileName);
  const builder = new TextBuilder();
  const pageStarts: number[] = [];
  for (const element of elements) {
    if (leftOut.has(element.type)) continue;
    const start = builder.add(toNewElement(element));
    if (start === null) continue;
    while (pageStarts.length < (element.metadata.page_number ?? 0)) pageStarts.push(start);
  }
  const title = elements.find((element) => element.type === "Title")?.text ?? null;
  return {
    parser: "Unstructured API",
    title,
    text: builder.text,
    elements: builder.elements,
    pageStarts: pageStarts.length ? pageStarts : null,
    tables: builder.elements.filter((element) => element.kind === "table").length,
    imagesSkipped: elements.filter((element) => element.type === "Image").length,
    warnings: [],
  };
}

function toNewElement({ type, text, metadata }: ApiElement): Parameters<TextBuilder["add"]>[0] {
  const body = text?.trim() ?? "";
  const kind = kinds[type] ?? "paragraph";
  if (kind === "heading")
    return { kind, text: body, label: body, level: Math.min(6, (metadata.category_depth ?? 0) + 1) };
  if (kind === "table" && metadata.text_as_html) {
    const table = parseConvertedHtml(metadata.text_as_html);
    const [found] = table.elements;
    if (found?.kind === "table") return { kind, text: table.text, headerLength: found.headerEnd };
  }
  return { kind, text: kind === "list" ? `- ${body}` : body };
}

async function partition(bytes: Buffer, fileName: string): Promise<ApiElement[]> {
  // Loaded here because few need it, and it is as large as all the other parsers together.
  const { UnstructuredClient } = await import("unstructured-client");
  const { UnstructuredClientError } = await import("unstructured-client/sdk/models/errors");
  const { Strategy } = await import("unstructured-client/sdk/models/shared");
  const client = new UnstructuredClient({
    serverURL: env().UNSTRUCTURED_API_URL,
    security: { apiKeyAuth: env().UNSTRUCTURED_API_KEY ?? "" },
    retryConfig: { strategy: "backoff", backoff: retries, retryConnectionErrors: true },
  });
  let response: unknown;
  try {
    response = await client.general.partition({
      partitionParameters: {
        files: { content: new Uint8Array(bytes), fileName },
        strategy: Strategy.Auto,
        splitPdfPage: false,
      },
    });
  } catch (cause) {
    const status = cause instanceof UnstructuredClientError ? cause.statusCode : 0;
    const isRefused = [400, 413, 415, 422].includes(status);
    if (isRefused) throw new AppError("corrupt_file", { cause });
    throw new AppError("provider_unavailable", {
      cause,
      publicMessage: "The parsing service can't be reached right now.",
    });
  }
  const parsed = z.array(elementSchema).safeParse(response);
  if (!parsed.success)
    throw new AppError("provider_unavailable", {
      cause: parsed.error,
      publicMessage: "The parsing service sent no elements.",
    });
  return parsed.data;
}
