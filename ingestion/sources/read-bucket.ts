import { AwsV4Signer } from "aws4fetch";
import type { SourceConfig } from "../../lib/document.ts";
import { env } from "../../lib/env.ts";
import { AppError } from "../../lib/errors.ts";
import type { BucketCredentials } from "../../lib/source-schemas.ts";
import { tooLarge } from "../blobs.ts";
import { type Finding, type Reading, refusalOf } from "./finding.ts";
import { isReadable } from "./read-folder.ts";
import { type FetchAnswer, type GuardedFetch, openGuardedFetch, unreachable } from "./web/guarded-fetch.ts";
import { parseMarkup } from "./web/parse-markup.ts";
import { readAtMost } from "./web/read-at-most.ts";

type Bucket = Extract<SourceConfig, { kind: "s3" }>;

const objectsMax = 100_000;
const pageBytesMax = 20 * 1024 * 1024;

/**
 * The objects of an S3-compatible bucket under a prefix, by key. Without credentials it's asked as anybody may. Requests go through
 * the same guard as those to web sites. Throws `source_unreachable` where the bucket can't be listed.
 */
export async function* readBucket(
  bucket: Bucket,
  credentials: BucketCredentials | null,
  reading: Reading,
): AsyncGenerator<Finding, void> {
  const guardedFetch = openGuardedFetch();
  const ask = (url: URL) => askSigned(guardedFetch, url, bucket, credentials, reading.signal);
  let continuation: string | null = null;
  let objects = 0;
  try {
    do {
      const page: ObjectPage = await listPage(bucket, continuation, ask);
      for (const object of page.objects) {
        if (object.key.endsWith("/")) continue; // how consoles show an empty folder
        objects += 1;
        if (objects > objectsMax) {
          reading.cutShort(`There are more than ${objectsMax} objects: the rest was left out.`);
          return;
        }
        yield findObject(object, reading, async () => {
          const answer = await ask(addressOf(bucket, object.key));
          if (answer.status === 200) return answer.body;
          throw await faultOf(answer);
        });
      }
      continuation = page.next;
    } while (continuation !== null);
  } finally {
    await guardedFetch.close();
  }
}

function findObject(
  { key, etag, byteSize }: BucketObject,
  { known }: Reading,
  open: () => Promise<FetchAnswer["body"]>,
): Finding {
  try {
    if (!isReadable(key)) throw new AppError("unsupported_file_type");
    if (etag && known(key)?.etag === etag) return { key, state: "unchanged" };
    if (byteSize > env().UPLOAD_BYTES_MAX) throw tooLarge(env().UPLOAD_BYTES_MAX);
    return { key, state: "file", fileName: key, open, version: { etag: etag || null, lastModified: null } };
  } catch (error) {
    return refusalOf(key, error);
  }
}

async function askSigned(
  guardedFetch: GuardedFetch,
  url: URL,
  { region }: Bucket,
  credentials: BucketCredentials | null,
  signal: AbortSignal,
): Promise<FetchAnswer> {
  const signed =
    credentials && (await new AwsV4Signer({ url: url.href, region, service: "s3", ...credentials }).sign());
  const headers = { ...(signed && Object.fromEntries(signed.headers)), "accept-encoding": "identity" };
  return guardedFetch(url, { headersFor: () => headers, followRedirects: false, signal });
}

/** By path at a store of one's own, and at Amazon's where the name's dots would break the certificate; else by host. */
function addressOf({ bucket, region, endpoint }: Bucket, key = ""): URL {
  const isByPath = endpoint !== undefined || bucket.includes(".");
  const host = `s3.${region}.amazonaws.com`;
  const base = endpoint ?? `https://${isByPath ? host : `${bucket}.${host}`}`;
  const path = [...(isByPath ? [bucket] : []), ...key.split("/")].map(encodeForSigning).join("/");
  return new URL(`${base.replace(/\/+$/, "")}/${path}`);
}

/** Signatures are over the characters that S3 leaves unencoded, which are fewer than URLs leave. */
const encodeForSigning = (part: string) =>
  encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

interface BucketObject {
  key: string;
  etag: string;
  byteSize: number;
}
interface ObjectPage {
  objects: BucketObject[];
  next: string | null;
}

async function listPage(
  bucket: Bucket,
  continuation: string | null,
  ask: (url: URL) => Promise<FetchAnswer>,
): Promise<ObjectPage> {
  const url = addressOf(bucket);
  url.searchParams.set("list-type", "2");
  url.searchParams.set("encoding-type", "url"); // keys may hold what XML can't
  if (bucket.prefix) url.searchParams.set("prefix", bucket.prefix);
  if (continuation) url.searchParams.set("continuation-token", continuation);
  url.search = url.search.replaceAll("+", "%20");
  const answer = await ask(url);
  if (answer.status !== 200) throw await faultOf(answer);
  return readListing((await readAtMost(answer.body, pageBytesMax)).toString("utf8"));
}

/** What the store says, in its own code: NoSuchBucket, AccessDenied, SignatureDoesNotMatch, PermanentRedirect. */
async function faultOf({ url, status, body }: FetchAnswer): Promise<AppError> {
  const text = (await readAtMost(body, 64 * 1024).catch(() => Buffer.alloc(0))).toString("utf8");
  const code = /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1];
  return unreachable(url, `it answers ${code ?? "with status"} ${code ? `(${status})` : status}`);
}

function readListing(xml: string): ObjectPage {
  const page: ObjectPage = { objects: [], next: null };
  let isEncoded = false;
  let object: BucketObject | null = null;
  let text = "";
  parseMarkup(
    xml,
    {
      onopentagname(name) {
        text = "";
        if (name === "Contents") object = { key: "", etag: "", byteSize: 0 };
      },
      ontext(part) {
        text += part;
      },
      onclosetag(name) {
        if (object && name === "Key") object.key = text;
        if (object && name === "ETag") object.etag = text.trim();
        if (object && name === "Size") object.byteSize = Number(text);
        if (name === "EncodingType") isEncoded = text.trim() === "url";
        if (name === "NextContinuationToken") page.next = text.trim() || null;
        if (name === "Contents" && object) {
          page.objects.push(object);
          object = null;
        }
      },
    },
    { xmlMode: true },
  );
  for (const found of page.objects)
    if (isEncoded) found.key = decodeURIComponent(found.key.replaceAll("+", " "));
  return page;
}
