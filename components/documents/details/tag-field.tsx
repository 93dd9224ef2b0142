"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** What the API takes of one document. */
const tagsMax = 20;

interface TagFieldProps {
  tags: string[];
  /** Tags that other documents have. */
  suggestions: string[];
  onChange: (tags: string[]) => void;
}

/** Tags as chips that can be taken away, and a field that adds one at Enter or a comma and suggests those there are. */
export function TagField({ tags, suggestions, onChange }: TagFieldProps) {
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const isFull = tags.length >= tagsMax;
  const has = (tag: string) => tags.some((one) => one.toLowerCase() === tag.toLowerCase());

  const add = (written: string) => {
    const tag = written.replace(/\s+/g, " ").trim();
    if (tag && !has(tag)) onChange([...tags, tag]);
    setText("");
  };
  const remove = (tag: string) => {
    onChange(tags.filter((one) => one !== tag));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && text.trim()) {
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && text === "" && tags.length > 0) onChange(tags.slice(0, -1));
  };
  const onType = (value: string) => {
    if (value.includes(",") || suggestions.includes(value)) add(value.replaceAll(",", " "));
    else setText(value);
  };

  return (
    <Field label="Tags" hint={isFull ? `At most ${tagsMax}.` : "Enter adds one."}>
      {(control) => (
        <>
          {tags.length > 0 ? (
            <ul aria-label="Tags" className="flex flex-wrap gap-1.5">
              {tags.map((tag) => (
                <li
                  key={tag}
                  className="flex max-w-full items-center rounded-full bg-secondary pl-2.5 text-xs font-medium text-secondary-foreground"
                >
                  <bdi className="truncate">{tag}</bdi>
                  <button
                    type="button"
                    aria-label={`Remove ${tag}`}
                    className="flex size-6 shrink-0 items-center justify-center rounded-full text-muted-foreground hover:text-foreground"
                    onClick={() => remove(tag)}
                  >
                    <X aria-hidden className="size-3" />
                  </button>
                </li>
              ))}
            </ul>
          ) : null}
          <Input
            {...control}
            ref={input}
            list={listId}
            autoComplete="off"
            maxLength={100}
            disabled={isFull}
            value={text}
            onChange={(event) => onType(event.target.value)}
            onKeyDown={onKeyDown}
            onBlur={() => add(text)}
          />
          <datalist id={listId}>
            {suggestions
              .filter((tag) => !has(tag))
              .map((tag) => (
                <option key={tag} value={tag} />
              ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
