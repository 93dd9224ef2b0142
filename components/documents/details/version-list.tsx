import { ExternalLink } from "lucide-react";
import { formatBytes } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { isUnfinished, statusNames, type VersionView } from "../document-view";

interface VersionListProps {
  versions: VersionView[];
  /** The one that is shown now. */
  shownId: string;
  onShow: (documentId: string) => void;
}

/** All versions of a document, newest first. What was cited of an old one still opens it. */
export function VersionList({ versions, shownId, onShow }: VersionListProps) {
  return (
    <ol className="flex flex-col divide-y rounded-lg border bg-card">
      {versions
        .toSorted((a, b) => b.version - a.version)
        .map((version) => (
          <li key={version.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5 text-sm">
            <div className="min-w-0 flex-1 basis-48">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                Version {version.version}
                <VersionBadge version={version} />
              </p>
              <p className="text-[13px] text-muted-foreground">
                {formatBytes(version.byteSize)}, added <TimeAgo at={version.createdAt} />
                {version.supersededAt ? (
                  <>
                    , replaced <TimeAgo at={version.supersededAt} />
                  </>
                ) : null}
              </p>
            </div>
            {version.id === shownId ? (
              <span className="text-[13px] text-muted-foreground">shown</span>
            ) : (
              <Button
                variant="outline"
                size="sm"
                aria-label={`Show version ${version.version}`}
                onClick={() => onShow(version.id)}
              >
                Show
              </Button>
            )}
            <Button asChild variant="ghost" size="icon-sm">
              <a
                href={`/api/v1/documents/${version.id}/file`}
                target="_blank"
                rel="noreferrer"
                aria-label={`Original file of version ${version.version}`}
              >
                <ExternalLink />
              </a>
            </Button>
          </li>
        ))}
    </ol>
  );
}

function VersionBadge({ version }: { version: VersionView }) {
  if (version.supersededAt) return <Badge variant="outline">Replaced</Badge>;
  if (version.status === "ready") return <Badge variant="success">Searched</Badge>;
  return (
    <Badge variant={isUnfinished(version) ? "accent" : "destructive"}>{statusNames[version.status]}</Badge>
  );
}
