import Link from "next/link";
import { formatDay } from "@/components/admin/format-figures";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import type { RecordDetails } from "@/lib/record-schemas";

/** What was asked and answered, where it's kept. */
export function RecordText({ text }: Pick<RecordDetails, "text">) {
  if (!text)
    return (
      <p className="text-[13px] text-muted-foreground">
        The question's text isn't kept.{" "}
        <Link className="underline underline-offset-4" href="/admin/records?tab=texts">
          What is kept
        </Link>{" "}
        can be chosen for later ones.
      </p>
    );
  const expires = new Date(text.expiresAt).toISOString().slice(0, 10);
  return (
    <Card>
      <CardHeader>
        <CardTitle>Question and answer</CardTitle>
        <CardDescription>Deleted on {formatDay(expires, { year: true })}.</CardDescription>
      </CardHeader>
      <CardContent className="grid grid-cols-1 gap-3 text-sm">
        <p dir="auto" className="font-medium [overflow-wrap:anywhere] whitespace-pre-line">
          {text.question}
        </p>
        <p dir="auto" className="leading-relaxed [overflow-wrap:anywhere] whitespace-pre-line">
          {text.answer}
        </p>
      </CardContent>
    </Card>
  );
}
