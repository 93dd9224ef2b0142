"use client";

import { useId, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import type { MemberView } from "./member-view";

/** Below this a list is taken in at a glance and needs no search. */
const searchFrom = 8;

interface MemberPickerProps {
  members: MemberView[];
  chosenIds: ReadonlySet<string>;
  onChange: (chosenIds: ReadonlySet<string>) => void;
}

/** Ticks members in a list that can be searched by name and email. */
export function MemberPicker({ members, chosenIds, onChange }: MemberPickerProps) {
  const baseId = useId();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = members.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(wanted));

  const toggle = (userId: string) => {
    const next = new Set(chosenIds);
    if (!next.delete(userId)) next.add(userId);
    onChange(next);
  };

  if (members.length === 0)
    return (
      <p className="text-sm text-muted-foreground">
        Nobody but admins is in this workspace yet. Invite members first.
      </p>
    );
  return (
    <div className="grid gap-2">
      {members.length >= searchFrom ? (
        <Input
          type="search"
          aria-label="Search members"
          placeholder="Search members"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      ) : null}
      <ul aria-label="Members" className="max-h-60 divide-y overflow-y-auto rounded-lg border">
        {shown.map(({ userId, name, email }) => (
          <li key={userId} className="flex items-center gap-3 px-3 py-2">
            <Checkbox
              id={`${baseId}-${userId}`}
              checked={chosenIds.has(userId)}
              onCheckedChange={() => toggle(userId)}
            />
            <Label htmlFor={`${baseId}-${userId}`} className="min-w-0 flex-1 cursor-pointer font-normal">
              <span className="min-w-0">
                <span className="block truncate font-medium">{name}</span>
                <span className="block truncate text-muted-foreground">{email}</span>
              </span>
            </Label>
          </li>
        ))}
        {shown.length === 0 ? (
          <li className="px-3 py-2 text-sm text-muted-foreground">Nobody matches.</li>
        ) : null}
      </ul>
    </div>
  );
}
