import { createHash } from "node:crypto";
import { serveSite, type TestSite } from "./serve-site.ts";

export interface TestBucket {
  endpoint: string;
  objects: Record<string, string>;
  /** Requests with their signatures. */
  requests: TestSite["requests"];
  close(): Promise<void>;
}

/**
 * For tests: as much of S3 as is asked of it: ListObjectsV2 by pages of two, and GetObject, of one bucket and for one access key.
 * What isn't signed by that key is AccessDenied.
 */
export async function serveBucket(
  bucket: string,
  accessKeyId: string,
  objects: Record<string, string>,
): Promise<TestBucket> {
  const site = await serveSite({});
  const etag = (body: string) => `"${createHash("md5").update(body).digest("hex")}"`;
  site.pages = new Proxy<TestSite["pages"]>(
    {},
    {
      get(_target, path) {
        const { headers } = site.requests.at(-1) ?? {};
        const signature = headers?.authorization ?? "";
        const isSigned = new RegExp(
          `^AWS4-HMAC-SHA256 Credential=${accessKeyId}/\\d{8}/eu-test-1/s3/aws4_request, SignedHeaders=host;.*Signature=[0-9a-f]{64}$`,
        ).test(signature);
        if (!isSigned || !headers?.["x-amz-date"])
          return { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
        const url = new URL(String(path), site.origin);
        const [, name, ...rest] = url.pathname.split("/");
        if (name !== bucket) return { status: 404, body: "<Error><Code>NoSuchBucket</Code></Error>" };
        const key = rest.map(decodeURIComponent).join("/");
        if (key) {
          const body = objects[key];
          return body === undefined
            ? undefined
            : { body, headers: { "content-type": "binary/octet-stream", etag: etag(body) } };
        }
        const prefix = url.searchParams.get("prefix") ?? "";
        const from = Number(url.searchParams.get("continuation-token") ?? 0);
        const keys = Object.keys(objects)
          .filter((each) => each.startsWith(prefix))
          .sort();
        const contents = keys.slice(from, from + 2).map((each) => {
          const body = objects[each] ?? "";
          return `<Contents><Key>${encodeURIComponent(each)}</Key><ETag>${etag(body).replaceAll('"', "&quot;")}</ETag><Size>${body.length}</Size></Contents>`;
        });
        const next =
          keys.length > from + 2 ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : "";
        return {
          headers: { "content-type": "application/xml" },
          body: `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType>${contents.join("")}${next}</ListBucketResult>`,
        };
      },
    },
  );
  return { endpoint: site.origin, objects, requests: site.requests, close: site.close };
}
