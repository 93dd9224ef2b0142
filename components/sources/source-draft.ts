import type { SourceConfig } from "@/lib/document";
import type { SourceKind } from "./source-view";

/** What the form has in its fields: text, whatever kind it ends up as. */
export interface SourceDraft {
  kind: SourceKind;
  name: string;
  url: string;
  pagesMax: string;
  depthMax: string;
  entriesMax: string;
  path: string;
  bucket: string;
  prefix: string;
  region: string;
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** The form's fields of a source that there is, or of a new one. */
export function draftOf(source?: { name: string; config: SourceConfig }): SourceDraft {
  const draft: SourceDraft = {
    kind: "site",
    name: source?.name ?? "",
    url: "",
    pagesMax: "200",
    depthMax: "3",
    entriesMax: "100",
    path: "",
    bucket: "",
    prefix: "",
    region: "us-east-1",
    endpoint: "",
    accessKeyId: "",
    secretAccessKey: "",
  };
  const fields = Object.entries(source?.config ?? {}).map(([name, value]) => [name, String(value)]);
  return { ...draft, ...Object.fromEntries(fields) };
}

/** The configuration that the fields come to. The server checks it. */
export function configOf(draft: SourceDraft): SourceConfig {
  const url = withScheme(draft.url);
  const pagesMax = Number(draft.pagesMax);
  switch (draft.kind) {
    case "url":
      return { kind: "url", url };
    case "sitemap":
      return { kind: "sitemap", url, pagesMax };
    case "site":
      return { kind: "site", url, pagesMax, depthMax: Number(draft.depthMax) };
    case "feed":
      return { kind: "feed", url, entriesMax: Number(draft.entriesMax) };
    case "folder":
      return { kind: "folder", path: draft.path.trim() };
    case "s3": {
      const { bucket, prefix, region, endpoint } = draft;
      const place = { bucket: bucket.trim(), prefix: prefix.trim(), region: region.trim() };
      return { kind: "s3", ...place, ...(endpoint.trim() && { endpoint: withScheme(endpoint) }) };
    }
  }
}

/** The keys that were typed; undefined leaves things as they are. */
export function credentialsOf({ kind, accessKeyId, secretAccessKey }: SourceDraft) {
  if (kind !== "s3" || !accessKeyId.trim()) return undefined;
  return { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() };
}

/** People leave the scheme out, as browsers let them. */
function withScheme(address: string): string {
  const text = address.trim();
  return text && !/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? `https://${text}` : text;
}

/** What a source is called unless somebody says otherwise. */
export function suggestName(draft: SourceDraft): string {
  if (draft.kind === "folder") return draft.path.split("/").findLast(Boolean) ?? "";
  if (draft.kind === "s3") return draft.bucket.trim();
  const url = URL.parse(withScheme(draft.url));
  return url ? `${url.host}${url.pathname === "/" ? "" : url.pathname}`.slice(0, 100) : "";
}
