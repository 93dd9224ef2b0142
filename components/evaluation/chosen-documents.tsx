"use client";

import { X } from "lucide-react";
import { DocumentSearch } from "@/components/retrieval/document-search";
import { Button } from "@/components/ui/button";
import type { NamedDocument } from "./set-view";

/** What the API takes for one question. */
const documentsMax = 50;

/** The documents in which an answer stands: those that were chosen, and a search for more. */
export function ChosenDocuments({
  documents,
  onChange,
}: {
  documents: NamedDocument[];
  onChange: (documents: NamedDocument[]) => void;
}) {
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">Documents in which the answer stands</legend>
      {documents.length > 0 ? (
        <ul aria-label="Chosen documents" className="divide-y rounded-md border bg-card text-sm">
          {documents.map((document) => (
            <li key={document.id} className="flex min-h-9 items-center gap-2 py-0.5 pr-1 pl-3">
              <bdi className="min-w-0 flex-1 truncate" title={document.title}>
                {document.title}
              </bdi>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Remove ${document.title}`}
                onClick={() => onChange(documents.filter(({ id }) => id !== document.id))}
              >
                <X />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {documents.length < documentsMax ? (
        <DocumentSearch
          chosen={null}
          onChoose={(document) => {
            if (document && !documents.some(({ id }) => id === document.id))
              onChange([...documents, document]);
          }}
        />
      ) : null}
    </fieldset>
  );
}
