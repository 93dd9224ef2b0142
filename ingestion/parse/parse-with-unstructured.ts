import { z } from "zod";
import type { TextBox } from "../../lib/document.ts";
import { env } from "../../lib/env.ts";
import { AppError } from "../../lib/errors.ts";
import type { ElementKind, ParsedDocument } from "./element.ts";
import { parseConvertedHtml } from "./parse-html.ts";
import { reportProgress } from "./report-progress.ts";
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
      /** Four corners in the units of a layout of that size, from its upper left corner. */
      coordinates: z
        .object({
          points: z.array(z.tuple([z.number(), z.number()])).min(1),
          layout_width: z.number().positive(),
          layout_height: z.number().positive(),
        })
        .nullish()
        .catch(null),
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
/** It may run OCR over hundreds of pages. */
const answerWithinMs = 15 * 60_000;
const signOfLifeMs = 10_000;

/**
 * A file as the Unstructured API reads it. Throws `corrupt_file` where the API refuses the file, `provider_unavailable` where
 * the API can't be reached, is overloaded, doesn't accept the key or doesn't answer in time, so that the document is tried
 * again later.
 */
export async function parseWithUnstructured(
  bytes: Buffer,
  fileName: string,
  timeoutMs = answerWithinMs,
): Promise<ParsedDocument> {
  const isWaiting = setInterval(reportProgress, signOfLifeMs);
  const elements = await partition(bytes, fileName, timeoutMs).finally(() => clearInterval(isWaiting));
  const builder = new TextBuilder();
  const pageStarts: number[] = [];
  const boxes: TextBox[] = [];
  let droppedLines = 0;
  for (const element of elements) {
    if (leftOut.has(element.type)) {
      if (element.text?.trim()) droppedLines += 1;
      continue;
    }
    const start = builder.add(toNewElement(element));
    if (start === null) continue;
    const box = boxOf(element, start, builder.text.length);
    if (box) boxes.push(box);
    while (pageStarts.length < (element.metadata.page_number ?? 0)) pageStarts.push(start);
  }
  const title = elements.find((element) => element.type === "Title")?.text ?? null;
  return {
    parser: "Unstructured API",
    title,
    text: builder.text,
    elements: builder.elements,
    pageStarts: pageStarts.length ? pageStarts : null,
    ...(boxes.length && { boxes }),
    droppedLines,
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

function boxOf({ metadata }: ApiElement, start: number, end: number): TextBox | null {
  const { coordinates, page_number: page } = metadata;
  if (!coordinates || !page) return null;
  const lefts = coordinates.points.map(([x]) => x / coordinates.layout_width);
  const tops = coordinates.points.map(([, y]) => y / coordinates.layout_height);
  const [left, top] = [Math.min(...lefts), Math.min(...tops)];
  const size = [left, top, Math.max(...lefts) - left, Math.max(...tops) - top] as const;
  const [x, y, width, height] = size.map((share) => Math.round(share * 1e4) / 1e4) as [
    number,
    number,
    number,
    number,
  ];
  return [start, end, page, x, y, width, height];
}

async function partition(bytes: Buffer, fileName: string, timeoutMs: number): Promise<ApiElement[]> {
  // Loaded here because few need it, and it is as large as all the other parsers together.
  const { UnstructuredClient } = await import("unstructured-client");
  const { UnstructuredClientError } = await import("unstructured-client/sdk/models/errors");
  const { Strategy } = await import("unstructured-client/sdk/models/shared");
  const client = new UnstructuredClient({
    serverURL: env().UNSTRUCTURED_API_URL,
    security: { apiKeyAuth: env().UNSTRUCTURED_API_KEY ?? "" },
    timeoutMs,
    retryConfig: {
      strategy: "backoff",
      backoff: { ...retries, maxElapsedTime: Math.min(retries.maxElapsedTime, timeoutMs) },
      retryConnectionErrors: true,
    },
  });
  let response: unknown;
  try {
    response = await client.general.partition({
      partitionParameters: {
        files: { content: new Uint8Array(bytes), fileName },
        strategy: Strategy.Auto,
        splitPdfPage: false,
        coordinates: true,
        languages: env().OCR_LANGUAGES.split("+"),
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
