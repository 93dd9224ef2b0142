"use client";

import { ArrowDown, ArrowUp, Pencil, Trash2 } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { RowMenu } from "@/components/ui/row-menu";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { QuestionResult } from "./compare-runs";
import type { QuestionView } from "./set-view";

interface QuestionTableProps {
  questions: QuestionView[];
  /** Of the last run, by question. */
  results: Map<string, QuestionResult>;
  onChange: (question: QuestionView) => void;
  onDelete: (question: QuestionView) => void;
}

/** A set's questions with their documents, and at which rank the first of these was found. */
export function QuestionTable({ questions, results, ...on }: QuestionTableProps) {
  return (
    <Table label="Questions">
      <TableHeader>
        <tr>
          <TableHead>Question</TableHead>
          <TableHead className="max-md:hidden">Documents</TableHead>
          <TableHead>Rank</TableHead>
          <TableHead className="w-px">
            <span className="sr-only">Actions</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {questions.map((question) => (
          <QuestionLine key={question.id} question={question} result={results.get(question.id)} {...on} />
        ))}
      </TableBody>
    </Table>
  );
}

function QuestionLine({
  question,
  result,
  onChange,
  onDelete,
}: Pick<QuestionTableProps, "onChange" | "onDelete"> & {
  question: QuestionView;
  result: QuestionResult | undefined;
}) {
  const titles = <Titles question={question} />;
  return (
    <TableRow>
      <th scope="row" className="px-3 py-2.5 text-left align-top font-normal">
        <button
          type="button"
          dir="auto"
          className="line-clamp-3 rounded-sm text-left font-medium [overflow-wrap:anywhere] hover:underline"
          onClick={() => onChange(question)}
        >
          {question.question}
        </button>
        {question.answer ? (
          <p
            dir="auto"
            className="mt-0.5 line-clamp-2 text-[13px] [overflow-wrap:anywhere] text-muted-foreground"
          >
            {question.answer}
          </p>
        ) : null}
        {question.origin === "written" ? null : (
          <p className="mt-1 text-xs text-muted-foreground">
            {question.origin === "rated" ? "From a rated answer" : "Imported"}
          </p>
        )}
        <div className="mt-1.5 md:hidden">{titles}</div>
      </th>
      <TableCell className="w-64 max-w-64 align-top max-md:hidden">{titles}</TableCell>
      <TableCell className="w-px align-top whitespace-nowrap tabular-nums">
        <Rank result={result} />
      </TableCell>
      <TableCell className="py-1.5 align-top">
        <RowMenu name={question.question.slice(0, 80)}>
          <DropdownMenuItem onSelect={() => onChange(question)}>
            <Pencil />
            Change
          </DropdownMenuItem>
          <DropdownMenuItem isDestructive onSelect={() => onDelete(question)}>
            <Trash2 />
            Delete
          </DropdownMenuItem>
        </RowMenu>
      </TableCell>
    </TableRow>
  );
}

const titlesShown = 3;

function Titles({ question: { isAnswerable, documents } }: { question: QuestionView }) {
  if (!isAnswerable) return <Badge variant="outline">Not in the documents</Badge>;
  if (documents.length === 0) return <Badge variant="warning">No document</Badge>;
  const more = documents.length - titlesShown;
  return (
    <ul className="grid gap-0.5 text-[13px] text-muted-foreground">
      {documents.slice(0, titlesShown).map(({ id, title }) => (
        <li key={id} className="truncate" title={title}>
          <bdi>{title}</bdi>
        </li>
      ))}
      {more > 0 ? <li>and {more} more</li> : null}
    </ul>
  );
}

/** Whether it got better or worse is said in words, too: an arrow and a colour aren't enough. */
function Rank({ result }: { result: QuestionResult | undefined }) {
  if (!result) return <span className="text-muted-foreground">–</span>;
  const { rank, change, rankBefore } = result;
  const isChanged = change === "better" || change === "worse";
  const was = rankBefore === null ? "not found" : rankBefore;
  return (
    <div className="grid gap-0.5">
      <span className={rank === null ? "text-destructive" : "font-medium"}>{rank ?? "Not found"}</span>
      {isChanged ? (
        <span
          className={`flex items-center gap-1 text-xs ${change === "better" ? "text-success" : "text-destructive"}`}
        >
          {change === "better" ? (
            <ArrowUp aria-hidden className="size-3" />
          ) : (
            <ArrowDown aria-hidden className="size-3" />
          )}
          {change === "better" ? "Better" : "Worse"}
          {rankBefore === rank ? null : `, was ${was}`}
        </span>
      ) : null}
    </div>
  );
}
