"use client";

import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import type { Feedback } from "@/lib/turn";

type Reason = NonNullable<Feedback["reason"]>;

const reasons: { value: Reason; label: string }[] = [
  { value: "incorrect", label: "It's incorrect" },
  { value: "wrong_source", label: "It cites the wrong source" },
  { value: "not_helpful", label: "It doesn't help" },
  { value: "offensive", label: "It's offensive" },
  { value: "other", label: "Something else" },
];

/** Asks what is wrong with an answer. Nothing in it must be filled in. */
export function FeedbackDialog({
  open,
  onOpenChange,
  onSubmit,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSubmit: (feedback: Feedback) => void;
}) {
  const [reason, setReason] = useState<Reason | null>(null);
  const [comment, setComment] = useState("");

  const submit = () => {
    onSubmit({ rating: "down", reason: reason ?? undefined, comment: comment.trim() || undefined });
    setReason(null);
    setComment("");
    onOpenChange(false);
  };

  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-md">
        <DialogHeader>
          <DialogTitle>What's wrong with this answer?</DialogTitle>
          <DialogDescription>
            Your question and this answer are shown to your workspace's admins, with what you write here and
            your name. Take the rating back and they're hidden again.
          </DialogDescription>
        </DialogHeader>
        <RadioGroup.Root
          aria-label="Reason"
          value={reason ?? ""}
          onValueChange={(value) => setReason(value as Reason)}
          className="grid gap-1.5"
        >
          {reasons.map(({ value, label }) => (
            <RadioGroup.Item
              key={value}
              value={value}
              className="group flex h-10 items-center gap-2.5 rounded-md border px-3 text-left text-sm transition-colors hover:bg-muted data-[state=checked]:border-primary data-[state=checked]:bg-accent"
            >
              <span className="flex size-4 items-center justify-center rounded-full border border-muted-foreground group-data-[state=checked]:border-primary">
                <RadioGroup.Indicator className="size-2 rounded-full bg-primary" />
              </span>
              {label}
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
        <Field label="Tell us more (optional)">
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              maxLength={2000}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
          )}
        </Field>
        <DialogFooter>
          <Button variant="outline" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button onClick={submit}>Send</Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
