"use client";

import type { HTMLInputAutoCompleteAttribute, ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { SourceDraft } from "./source-draft";
import type { SourceKind } from "./source-view";

interface SourceFieldsProps {
  draft: SourceDraft;
  onChange: (change: Partial<SourceDraft>) => void;
  /** Folders that the server's operator has opened. */
  folders: string[];
  /** Keys are kept for it already. */
  hasCredentials: boolean;
}

const urlHints: Partial<Record<SourceKind, string>> = {
  url: "A page or a file, such as a PDF.",
  sitemap: "A sitemap, or an index of sitemaps. Compressed ones too.",
  site: "Pages under this address are found by following links.",
  feed: "The pages that its entries lead to. What drops out of the feed stays.",
};

/** The fields that a kind of source needs. */
export function SourceFields({ draft, onChange, folders, hasCredentials }: SourceFieldsProps) {
  const text = (name: keyof SourceDraft, label: string, more: TextFieldOptions = {}) => (
    <TextField
      label={label}
      value={draft[name]}
      onChange={(value) => onChange({ [name]: value })}
      {...more}
    />
  );
  const number = (name: keyof SourceDraft, label: string, min: number, max: number) =>
    text(name, label, { type: "number", min, max, isRequired: true });
  const { kind } = draft;

  if (kind === "folder")
    return text("path", "Folder", {
      isRequired: true,
      isCode: true,
      placeholder: folders[0],
      hint: `On the server, in ${folders.join(" or ")}. Hidden files and links are left out.`,
    });
  if (kind === "s3")
    return (
      <>
        <div className="grid gap-4 sm:grid-cols-2">
          {text("bucket", "Bucket", { isRequired: true })}
          {text("prefix", "Only keys that begin with", { placeholder: "handbook/" })}
          {text("region", "Region", { isRequired: true })}
          {text("endpoint", "Endpoint", { placeholder: "Amazon's", hint: "Of another S3-compatible store." })}
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          {text("accessKeyId", "Access key ID", {
            isCode: true,
            hint: hasCredentials
              ? "Leave both empty to keep the keys there are."
              : "Both empty for a public bucket.",
          })}
          {text("secretAccessKey", "Secret access key", {
            isCode: true,
            type: "password",
            autoComplete: "new-password",
            isRequired: draft.accessKeyId.trim() !== "",
            hint: "Kept encrypted, and shown to nobody.",
          })}
        </div>
      </>
    );
  return (
    <>
      {text("url", "Address", {
        isRequired: true,
        placeholder: "https://docs.example.com/guide/",
        hint: urlHints[kind],
      })}
      {kind === "site" ? (
        <div className="grid grid-cols-2 gap-4">
          {number("depthMax", "Links deep, at most", 0, 10)}
          {number("pagesMax", "Pages, at most", 1, 10_000)}
        </div>
      ) : null}
      {kind === "sitemap" ? number("pagesMax", "Pages, at most", 1, 10_000) : null}
      {kind === "feed" ? number("entriesMax", "Entries, at most", 1, 1000) : null}
    </>
  );
}

interface TextFieldOptions {
  type?: "text" | "number" | "password";
  min?: number;
  max?: number;
  hint?: ReactNode;
  placeholder?: string;
  autoComplete?: HTMLInputAutoCompleteAttribute;
  isRequired?: boolean;
  isCode?: boolean;
}

function TextField({
  label,
  value,
  onChange,
  hint,
  isRequired,
  isCode,
  ...input
}: TextFieldOptions & { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={label} hint={hint} className="content-start">
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          spellCheck={false}
          maxLength={1000}
          {...input}
          required={isRequired}
          className={isCode ? "font-mono" : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
