"use client";

import { ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { ChatModel } from "./use-chat-models";

/** Which model answers, of those that the workspace allows; "auto" leaves it to Lectern. */
export function ModelPicker({
  models,
  chosenId,
  onChange,
}: {
  models: ChatModel[];
  chosenId: string;
  onChange: (id: string) => void;
}) {
  const label = models.find((model) => model.id === chosenId)?.name ?? "Auto";
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="sm"
          className="font-normal text-muted-foreground"
          aria-label={`Model: ${label}`}
        >
          <span className="max-w-24 truncate sm:max-w-32">{label}</span>
          <ChevronDown />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuLabel>Answer with</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={chosenId} onValueChange={onChange}>
          <DropdownMenuRadioItem value="auto">Auto</DropdownMenuRadioItem>
          {models.map(({ id, name, provider }) => (
            <DropdownMenuRadioItem key={id} value={id}>
              <span className="min-w-0 break-words">
                {name} <span className="text-[13px] text-muted-foreground">{provider}</span>
              </span>
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
