import type { SourceConfig } from "../../lib/document.ts";

/** Where a source is, in one line for people. */
export function describeAddress(config: SourceConfig): string {
  if (config.kind === "folder") return config.path;
  if (config.kind !== "s3") return config.url;
  return `s3://${config.bucket}${config.prefix ? `/${config.prefix}` : ""}`;
}
