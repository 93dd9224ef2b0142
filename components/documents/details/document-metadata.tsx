"use client";

import { Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { formatDay } from "@/components/admin/format-figures";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { DocumentView } from "../document-view";
import { languageName } from "./language-name";
import { MetadataForm } from "./metadata-form";

/** What is known of a document beside its text, by which searches can be narrowed, and the form that changes it. */
export function DocumentMetadata({
  document,
  languages,
  onChanged,
}: {
  document: DocumentView;
  /** Languages whose words are known, ISO 639-3. */
  languages: readonly string[];
  onChanged: () => void;
}) {
  const [isEditing, setIsEditing] = useState(false);
  if (isEditing)
    return (
      <MetadataForm
        document={document}
        languages={languages}
        onClose={() => setIsEditing(false)}
        onChanged={onChanged}
      />
    );

  const { author, date, language, tags = [], supersededAt } = document;
  return (
    <section aria-label="About this document" className="mb-5 rounded-lg border bg-card px-3.5 py-3">
      <div className="flex items-start gap-3">
        <dl className="grid min-w-0 flex-1 grid-cols-2 gap-x-4 gap-y-2.5 text-sm sm:grid-cols-3">
          <Fact name="Author">{author ? <bdi>{author}</bdi> : <Unknown />}</Fact>
          <Fact name="Date">{date ? formatDay(date, { year: true }) : <Unknown />}</Fact>
          <Fact name="Language">{language ? languageName(language) : <Unknown />}</Fact>
          <div className="col-span-full">
            <dt className="text-[13px] text-muted-foreground">Tags</dt>
            <dd className="mt-0.5 flex flex-wrap gap-1.5">
              {tags.map((tag) => (
                <Badge key={tag} className="max-w-full">
                  <bdi className="truncate">{tag}</bdi>
                </Badge>
              ))}
              {tags.length === 0 ? <Unknown>none</Unknown> : null}
            </dd>
          </div>
        </dl>
        {supersededAt ? null : (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Change title, author, date, language and tags"
            onClick={() => setIsEditing(true)}
          >
            <Pencil />
          </Button>
        )}
      </div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-[13px] text-muted-foreground">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

function Unknown({ children = "not known" }: { children?: string }) {
  return <span className="text-muted-foreground">{children}</span>;
}
