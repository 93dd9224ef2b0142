"use client";

import type { ComponentProps } from "react";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import type { Role } from "@/lib/turn";
import { roleNames } from "./member-rules";

interface RoleSelectProps extends Omit<ComponentProps<typeof SelectTrigger>, "value" | "onChange"> {
  value: Role;
  choices: readonly Role[];
  onChoose: (role: Role) => void;
}

/** Chooses a role among those that may be given. */
export function RoleSelect({ value, choices, onChoose, disabled, ...trigger }: RoleSelectProps) {
  const shown = choices.includes(value) ? choices : [value, ...choices];
  return (
    <Select value={value} onValueChange={(role) => onChoose(role as Role)} disabled={disabled}>
      <SelectTrigger {...trigger} />
      <SelectContent>
        {shown.map((role) => (
          <SelectItem key={role} value={role}>
            {roleNames[role]}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
