import { Readable } from "node:stream";
import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findDocument } from "@/db/documents";
import { readBlob } from "@/ingestion/blobs";
import { byteRange } from "./byte-range";

/** What a browser may show in its own window; everything else is saved. Markdown is shown as text. */
const shownInline = new Map([
  ["application/pdf", "application/pdf"],
  ["text/plain", "text/plain; charset=utf-8"],
  ["text/markdown", "text/plain; charset=utf-8"],
  ["image/png", "image/png"],
  ["image/jpeg", "image/jpeg"],
  ["image/webp", "image/webp"],
  ["image/gif", "image/gif"],
]);

/** The file as it was uploaded, whole or, with a Range header, in part. Nothing in it can run as a page of this site. */
export const GET = defineRoute(
  { access: "member", scope: "documents:read", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id }, request }) => {
    const { tenantId, contentHash, byteSize, fileName, mediaType } = await findDocument(principal, id);
    const headers = new Headers({
      "accept-ranges": "bytes",
      // Asked for anew each time: a deleted document must not open from a cache.
      "cache-control": "private, no-cache",
      "content-disposition": `${shownInline.has(mediaType) ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      "content-security-policy": "sandbox; default-src 'none'",
      "content-type": shownInline.get(mediaType) ?? mediaType,
      etag: `"${contentHash}"`,
      "x-content-type-options": "nosniff",
    });
    const range = byteRange(request.headers.get("range"), byteSize);
    if (range === "unsatisfiable")
      return new Response(null, { status: 416, headers: { "content-range": `bytes */${byteSize}` } });
    if (range) headers.set("content-range", `bytes ${range.start}-${range.end}/${byteSize}`);
    headers.set("content-length", String(range ? range.end - range.start + 1 : byteSize));
    const bytes = Readable.toWeb(await readBlob(tenantId, contentHash, range ?? undefined)) as ReadableStream;
    return new Response(bytes, { status: range ? 206 : 200, headers });
  },
);
