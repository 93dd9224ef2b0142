import { Alert } from "@/components/ui/alert";
import type { DocumentView } from "../document-view";

/** Says that what was cited is an old version, and leads to the one that is searched now. */
export function VersionBanner({ document }: { document: DocumentView }) {
  const { title, version = 1, supersededAt, versions = [] } = document;
  if (!supersededAt) return null;
  const current = versions.find((one) => !one.supersededAt && one.status === "ready");
  return (
    <Alert className="m-3 mb-0">
      This answer cites version {version} of <bdi>{title}</bdi>
      {current ? (
        <>
          ; the current is{" "}
          <a
            href={`/api/v1/documents/${current.id}/file`}
            target="_blank"
            rel="noopener"
            className="underline underline-offset-4"
          >
            version {current.version}
          </a>
          .
        </>
      ) : (
        ", which has been replaced."
      )}
    </Alert>
  );
}
