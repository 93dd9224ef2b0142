import Link from "next/link";
import type { ReactNode } from "react";
import { formatCompact, formatPlural } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { Card } from "@/components/ui/card";
import type { CitedDocument, UnansweredQuestion } from "@/lib/usage-schemas";
import { recordsHref, type UsageView } from "./usage-query";

/** The documents that most answers cite. */
export function CitedDocuments({ documents }: { documents: CitedDocument[] }) {
  return (
    <List title="Cited most">
      {documents.length === 0 ? (
        <Nothing>No answer of these days cites a document that you may read.</Nothing>
      ) : (
        <ol className="flex flex-col gap-1.5 text-sm">
          {documents.map(({ documentId, collectionId, title, answers }) => (
            <li key={documentId} className="flex items-baseline justify-between gap-4">
              <Link
                href={`/admin/collections/${collectionId}`}
                dir="auto"
                className="min-w-0 truncate hover:underline"
                title={title}
              >
                {title}
              </Link>
              <span className="shrink-0 text-[13px] text-muted-foreground tabular-nums">
                {formatPlural(answers, "answer")}
              </span>
            </li>
          ))}
        </ol>
      )}
    </List>
  );
}

/** The latest questions that nothing was found for: their texts where the workspace keeps them, else how to. */
export function UnansweredQuestions({
  view,
  count,
  questions,
  keepsTexts,
}: {
  view: UsageView;
  count: number;
  questions: UnansweredQuestion[];
  keepsTexts: boolean;
}) {
  return (
    <List title="Without an answer">
      {questions.length > 0 ? (
        <ul className="flex flex-col gap-1.5 text-sm">
          {questions.map(({ requestId, at, question }) => (
            <li key={requestId} className="flex items-baseline justify-between gap-4">
              <Link
                href={`/admin/records/${encodeURIComponent(requestId)}`}
                dir="auto"
                className="min-w-0 truncate hover:underline"
                title={question}
              >
                {question}
              </Link>
              <span className="shrink-0 text-[13px] text-muted-foreground">
                <TimeAgo at={at} />
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <Nothing>
          {count === 0
            ? "Every question of these days found something to go by."
            : keepsTexts
              ? "The texts of these questions aren't kept any more."
              : "This workspace keeps no texts of questions. Under Records that can be changed."}
        </Nothing>
      )}
      {count > 0 ? (
        <Link
          href={recordsHref(view, { outcome: "abstained" })}
          className="w-fit text-[13px] text-primary underline underline-offset-2"
        >
          All {formatCompact(count)} in the records
        </Link>
      ) : null}
    </List>
  );
}

function List({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card className="flex min-w-0 flex-col gap-3 p-5">
      <h2 className="text-[15px] font-semibold">{title}</h2>
      {children}
    </Card>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return <p className="text-sm text-muted-foreground">{children}</p>;
}
