"use client";

import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { type DocumentStatus, documentStatuses } from "@/lib/turn";
import { statusNames } from "./document-view";

/** Long enough that a word is typed in one go, short enough to feel immediate. */
const typingPauseMs = 250;

interface DocumentFilterBarProps {
  status: DocumentStatus | null;
  onStatus: (status: DocumentStatus | null) => void;
  /** Called with the text once its writer pauses. */
  onSearch: (search: string) => void;
}

/** Narrows the list of documents down by title and status. */
export function DocumentFilterBar({ status, onStatus, onSearch }: DocumentFilterBarProps) {
  const [text, setText] = useState("");

  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, onSearch]);

  return (
    <search className="flex flex-1 flex-wrap gap-2">
      <div className="relative min-w-48 flex-1 sm:max-w-80">
        <Search aria-hidden className="absolute top-2.5 left-2.5 size-4 text-muted-foreground" />
        <Input
          type="search"
          aria-label="Search by title"
          placeholder="Search by title"
          className="pl-8.5"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Select
        value={status ?? "any"}
        onValueChange={(value) => onStatus(documentStatuses.find((known) => known === value) ?? null)}
      >
        <SelectTrigger aria-label="Status" className="w-40" />
        <SelectContent>
          <SelectItem value="any">Any status</SelectItem>
          {documentStatuses.map((known) => (
            <SelectItem key={known} value={known}>
              {statusNames[known]}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </search>
  );
}
