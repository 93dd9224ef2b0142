import type { SourceConfig, SourceRunStatus } from "@/lib/document";

export type SourceKind = SourceConfig["kind"];

/** One run of a source as /api/v1/sources tells it. */
export interface RunView {
  id: string;
  trigger: "schedule" | "manual";
  status: SourceRunStatus;
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  skipped: number;
  problems: { key: string; code: string; message: string }[];
  error?: { code: string; message: string };
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** A source as /api/v1/sources tells it. */
export interface SourceView {
  id: string;
  collectionId: string;
  name: string;
  config: SourceConfig;
  hasCredentials: boolean;
  schedule: string | null;
  isEnabled: boolean;
  nextRunAt: string | null;
  documentCount: number;
  lastRun: (Omit<RunView, "problems"> & { problemCount: number }) | null;
}

export const kindNames: Record<SourceKind, string> = {
  url: "Web page or file",
  sitemap: "Sitemap",
  site: "Part of a web site",
  feed: "RSS or Atom feed",
  folder: "Server folder",
  s3: "S3 bucket",
};

/** Whether something is going on that will change what is shown. */
export function isOpenRun(run: Pick<RunView, "status"> | null): boolean {
  return run?.status === "queued" || run?.status === "running";
}

/** Where a source is, in one line. */
export function addressOf(config: SourceConfig): string {
  if (config.kind === "folder") return config.path;
  if (config.kind === "s3") return `s3://${config.bucket}${config.prefix ? `/${config.prefix}` : ""}`;
  return config.url;
}
