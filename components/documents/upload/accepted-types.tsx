"use client";

import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { kindNames } from "@/lib/filter-labels";
import type { DocumentKind } from "@/lib/search";

/** The files of one kind that the server reads, by their endings, each with its dot. */
export interface AcceptedKind {
  kind: DocumentKind;
  extensions: string[];
}

/** Kinds in a sentence, and every ending at a click. */
export function AcceptedTypes({ accepted, limit }: { accepted: AcceptedKind[]; limit: string }) {
  const names = accepted.map(({ kind }) => (kind === "pdf" ? kindNames.pdf : kindNames[kind].toLowerCase()));
  return (
    <span className="block text-[13px] text-muted-foreground">
      {new Intl.ListFormat("en").format(names)}, up to {limit} each.{" "}
      <Popover>
        <PopoverTrigger asChild>
          <Button variant="link" className="text-[13px]">
            Which endings?
          </Button>
        </PopoverTrigger>
        <PopoverContent aria-label="Files that can be read" className="w-88 max-w-[calc(100vw-1.5rem)]">
          <dl className="grid gap-2.5 text-[13px]">
            {accepted.map(({ kind, extensions }) => (
              <div key={kind}>
                <dt className="font-medium">{kindNames[kind]}</dt>
                <dd className="break-words text-muted-foreground">{extensions.join(" ")}</dd>
              </div>
            ))}
          </dl>
        </PopoverContent>
      </Popover>
    </span>
  );
}
