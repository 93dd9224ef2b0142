"use client";

import { type FormEvent, useState } from "react";
import { mutate } from "swr";
import { apiRequest } from "@/components/admin/api-request";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SelectItem } from "@/components/ui/select";
import type { DocumentView } from "../document-view";
import { LanguageSelect } from "../language-select";
import { useDocumentFacets } from "../use-document-facets";
import { languageName } from "./language-name";
import { TagField } from "./tag-field";

interface MetadataFormProps {
  document: DocumentView;
  /** Languages whose words are known, ISO 639-3. */
  languages: readonly string[];
  onClose: () => void;
  onChanged: () => void;
}

/** Stands for no language of people's choice. */
const byText = "by-text";

/** Changes a document's title, author, date, language and tags. */
export function MetadataForm({ document, languages, onClose, onChanged }: MetadataFormProps) {
  const { language: languageNow, languageIsGiven } = document;
  const [title, setTitle] = useState(document.title);
  const [language, setLanguage] = useState((languageIsGiven && languageNow) || byText);
  const [author, setAuthor] = useState(document.author ?? "");
  const [date, setDate] = useState(document.date ?? "");
  const [tags, setTags] = useState(document.tags ?? []);
  const { data: facets } = useDocumentFacets();
  const { isBusy, failure, submit } = useSubmit();

  const save = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const body = {
        // Sent only where it changes: a title that people gave stays when the file is read again.
        ...(title.trim() !== document.title && { title }),
        language: language === byText ? null : language,
        author: author.trim() || null,
        date: date || null,
        tags,
      };
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
      <Field label="Title" hint="Stays when the file is read again, and for new versions.">
        {(control) => (
          <Input
            {...control}
            // The button that opened the form is gone.
            autoFocus
            required
            autoComplete="off"
            maxLength={300}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Author">
          {(control) => (
            <Input
              {...control}
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
        <Field label="Language" hint="By it, one form of a word finds the others.">
          {(control) => (
            <LanguageSelect
              control={control}
              value={language}
              languages={languageNow ? [languageNow, ...languages] : languages}
              onChange={setLanguage}
            >
              <SelectItem value={byText}>
                As its text says{languageNow && !languageIsGiven ? `: ${languageName(languageNow)}` : ""}
              </SelectItem>
            </LanguageSelect>
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
