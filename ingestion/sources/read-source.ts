import type { ClaimedRun } from "../../db/source-runs.ts";
import { openSecret } from "../../lib/seal.ts";
import { bucketCredentialsSchema } from "../../lib/source-schemas.ts";
import type { Finding, Reading } from "./finding.ts";
import { readBucket } from "./read-bucket.ts";
import { readFolder } from "./read-folder.ts";
import { crawlSite } from "./web/crawl-site.ts";
import { readFeedEntries } from "./web/read-feed-entries.ts";
import { readSitemapPages, readUrl } from "./web/read-pages.ts";

/** What the credentials of sources are sealed for. */
export const credentialsPurpose = "source";

/** All that a source holds, one item at a time, by its kind. Throws where it can't be read at all. */
export function readSource(
  { config, sealedCredentials }: ClaimedRun,
  reading: Reading,
): AsyncGenerator<Finding, void> {
  switch (config.kind) {
    case "url":
      return readUrl(config, reading);
    case "sitemap":
      return readSitemapPages(config, reading);
    case "site":
      return crawlSite(config, reading);
    case "feed":
      return readFeedEntries(config, reading);
    case "folder":
      return readFolder(config, reading);
    case "s3":
      return readBucket(config, openCredentials(sealedCredentials), reading);
  }
}

function openCredentials(sealed: string | null) {
  return sealed ? bucketCredentialsSchema.parse(JSON.parse(openSecret(sealed, credentialsPurpose))) : null;
}
