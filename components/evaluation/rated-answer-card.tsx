"use client";

import { Check, ListPlus, Plus, ThumbsDown, ThumbsUp } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { TimeAgo } from "@/components/admin/time-ago";
import { XRayButton } from "@/components/retrieval/x-ray-button";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { isVerified } from "./question-from-answer";
import { citedDocuments, type RatedAnswerView, type SetView } from "./set-view";

/** From here on an answer is folded. */
const foldedChars = 420;

const reasonNames: Record<NonNullable<RatedAnswerView["reason"]>, string> = {
  incorrect: "It's incorrect",
  wrong_source: "It cites the wrong source",
  not_helpful: "It doesn't help",
  offensive: "It's offensive",
  other: "Something else",
};

interface RatedAnswerCardProps {
  answer: RatedAnswerView;
  sets: SetView[];
  /** Null: into a new set. */
  onAdd: (set: SetView | null) => void;
}

/** A question, the answer it got, what was said of that, and the way into a set. */
export function RatedAnswerCard({ answer, sets, onAdd }: RatedAnswerCardProps) {
  const { rating, reason, comment, ratedAt, question } = answer;
  const documents = citedDocuments(answer);
  return (
    <Card className="grid grid-cols-1 gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        {rating === "up" ? (
          <Badge variant="success">
            <ThumbsUp aria-hidden />
            Good answer
          </Badge>
        ) : (
          <Badge variant="destructive">
            <ThumbsDown aria-hidden />
            Bad answer
          </Badge>
        )}
        {isVerified(answer) ? <Badge variant="outline">Verified</Badge> : null}
        {answer.isFollowUp ? <Badge variant="outline">Follow-up</Badge> : null}
        <span className="text-[13px] text-muted-foreground">
          <TimeAgo at={ratedAt} />
        </span>
        <div className="ml-auto flex min-w-0 flex-wrap items-center justify-end gap-1">
          <Button asChild variant="ghost" size="sm">
            <Link href={`/admin/records?answer=${answer.messageId}`}>Record</Link>
          </Button>
          <XRayButton messageId={answer.messageId} />
          <AddMenu answer={answer} sets={sets} onAdd={onAdd} />
        </div>
      </div>
      <h2 dir="auto" className="font-medium [overflow-wrap:anywhere]">
        {question}
      </h2>
      <AnswerText text={answer.answer} />
      {documents.length > 0 ? (
        <p className="text-[13px] [overflow-wrap:anywhere] text-muted-foreground">
          Cites{" "}
          {documents.map(({ id, title }, i) => (
            <span key={id}>
              {i > 0 ? ", " : ""}
              <bdi>{title}</bdi>
            </span>
          ))}
        </p>
      ) : null}
      {reason || comment ? (
        <blockquote className="border-l-2 pl-3 text-sm [overflow-wrap:anywhere] text-muted-foreground">
          {reason ? <p>{reasonNames[reason]}.</p> : null}
          {comment ? <p dir="auto">{comment}</p> : null}
        </blockquote>
      ) : null}
    </Card>
  );
}

function AnswerText({ text }: { text: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const isLong = text.length > foldedChars;
  return (
    <div className="grid justify-items-start gap-1">
      <p
        dir="auto"
        className="max-w-3xl text-sm leading-relaxed [overflow-wrap:anywhere] whitespace-pre-line text-foreground"
      >
        {isLong && !isOpen ? `${text.slice(0, text.lastIndexOf(" ", foldedChars))} …` : text}
      </p>
      {isLong ? (
        <Button variant="link" size="sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? "Show less" : "Show all of it"}
        </Button>
      ) : null}
    </div>
  );
}

function AddMenu({ answer, sets, onAdd }: RatedAnswerCardProps) {
  const has = (set: SetView) => answer.setIds.includes(set.id);
  const first = sets.find((set) => !has(set));
  if (sets.length === 0)
    return (
      <Button variant="outline" size="sm" onClick={() => onAdd(null)}>
        <ListPlus />
        Add to a new set
      </Button>
    );
  if (sets.length === 1 && first)
    return (
      <Button variant="outline" size="sm" className="max-w-full sm:max-w-64" onClick={() => onAdd(first)}>
        <ListPlus />
        <span className="truncate">
          Add to <bdi>{first.name}</bdi>
        </span>
      </Button>
    );
  return (
    <DropdownMenu modal={false}>
      <DropdownMenuTrigger asChild>
        <Button variant="outline" size="sm">
          {answer.setIds.length > 0 ? <Check /> : <ListPlus />}
          {answer.setIds.length > 0 ? "In a set" : "Add to a set"}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {sets.map((set) => (
          <DropdownMenuItem key={set.id} disabled={has(set)} onSelect={() => onAdd(set)}>
            {has(set) ? <Check /> : <ListPlus />}
            <bdi className="max-w-64 truncate">{set.name}</bdi>
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => onAdd(null)}>
          <Plus />
          New set
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
