"use client";

import { type FormEvent, useState } from "react";
import { mutate } from "swr";
import { apiRequest } from "@/components/admin/api-request";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { DocumentView } from "../document-view";
import { useDocumentFacets } from "../use-document-facets";
import { TagField } from "./tag-field";

interface MetadataFormProps {
  document: DocumentView;
  onClose: () => void;
  onChanged: () => void;
}

/** Changes a document's author, date and tags. */
export function MetadataForm({ document, onClose, onChanged }: MetadataFormProps) {
  const [author, setAuthor] = useState(document.author ?? "");
  const [date, setDate] = useState(document.date ?? "");
  const [tags, setTags] = useState(document.tags ?? []);
  const { data: facets } = useDocumentFacets();
  const { isBusy, failure, submit } = useSubmit();

  const save = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const body = { author: author.trim() || null, date: date || null, tags };
      await apiRequest(`/api/v1/documents/${document.id}`, { method: "PATCH", body });
      await mutate((key) => typeof key === "string" && key.startsWith("/api/v1/documents/facets"));
      onChanged();
      onClose();
    });
  };

  return (
    <form
      aria-label="About this document"
      className="mb-5 grid gap-4 rounded-lg border bg-card p-3.5"
      onSubmit={save}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Author">
          {(control) => (
            <Input
              {...control}
              // The button that opened the form is gone.
              autoFocus
              dir="auto"
              autoComplete="off"
              maxLength={200}
              value={author}
              onChange={(event) => setAuthor(event.target.value)}
            />
          )}
        </Field>
        <Field label="Date">
          {(control) => (
            <Input
              {...control}
              type="date"
              max="9999-12-31"
              value={date}
              onChange={(event) => setDate(event.target.value)}
            />
          )}
        </Field>
      </div>
      <TagField tags={tags} suggestions={facets?.tags.map(({ value }) => value) ?? []} onChange={setTags} />
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      <div className="flex justify-end gap-2">
        <Button variant="outline" size="sm" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" size="sm" isLoading={isBusy}>
          Save
        </Button>
      </div>
    </form>
  );
}
