"use client";

import { MessagesSquare } from "lucide-react";
import { formatCost } from "@/components/admin/format-figures";
import { LoadFailure } from "@/components/admin/load-failure";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { BatchResultView, BatchView } from "@/lib/batch-schemas";
import { endedOf, isOpen } from "./batch-words";
import { ResultAnswer } from "./result-answer";
import { useBatchResults } from "./use-batch-results";

/** What was answered so far, in the order of the questions. */
export function BatchResults({ batch }: { batch: BatchView }) {
  const { results, error, hasMore, showMore, retry } = useBatchResults(batch.id, endedOf(batch));
  if (error) return <LoadFailure error={error} onRetry={retry} />;
  if (!results) return <ListSkeleton label="Loading the answers" />;
  if (results.length === 0)
    return (
      <EmptyState
        icon={MessagesSquare}
        title={isOpen(batch) ? "No answers yet" : "Nothing was answered"}
        description={isOpen(batch) ? "They appear here one by one. You can leave this page." : undefined}
      />
    );
  return (
    <>
      <Table label="Answers">
        <TableHeader>
          <tr>
            <TableHead className="max-md:hidden">
              <span className="sr-only">Name of the question</span>
            </TableHead>
            <TableHead>Question and answer</TableHead>
            <TableHead className="max-sm:hidden">Supported</TableHead>
            <TableHead className="max-md:hidden">Cost</TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {results.map((result) => (
            <ResultLine key={result.line} result={result} />
          ))}
        </TableBody>
      </Table>
      {hasMore ? (
        <Button variant="outline" className="self-center" onClick={showMore}>
          Show more
        </Button>
      ) : null}
    </>
  );
}

function ResultLine({ result }: { result: BatchResultView }) {
  const share = result.answer?.support.share ?? null;
  return (
    <TableRow className="align-top">
      <TableCell className="max-w-28 truncate align-top text-[13px] text-muted-foreground max-md:hidden">
        {result.custom_id}
      </TableCell>
      <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left font-normal">
        <span dir="auto" className="line-clamp-3 font-medium break-words">
          {result.question}
        </span>
        <ResultAnswer result={result} />
      </th>
      <TableCell className="align-top whitespace-nowrap tabular-nums max-sm:hidden">
        {share === null ? "–" : `${Math.round(share * 100)} %`}
      </TableCell>
      <TableCell className="align-top whitespace-nowrap tabular-nums max-md:hidden">
        {result.usage ? formatCost(result.usage.cost_micro_usd) : "–"}
      </TableCell>
    </TableRow>
  );
}
