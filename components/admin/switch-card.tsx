"use client";

import { type ReactNode, useId, useState } from "react";
import { toast } from "sonner";
import { Card } from "@/components/ui/card";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import { messageOf } from "./api-request";

/** A setting that is on or off and holds at once, with what it means. `onChange` may throw: the reason is told. */
export function SwitchCard({
  title,
  checked,
  onChange,
  children,
}: {
  title: string;
  checked: boolean;
  onChange: (checked: boolean) => Promise<void>;
  children: ReactNode;
}) {
  const id = useId();
  const [isBusy, setIsBusy] = useState(false);
  const change = async (next: boolean) => {
    setIsBusy(true);
    try {
      await onChange(next);
    } catch (error) {
      toast.error(messageOf(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Card className="flex items-center justify-between gap-6 px-5 py-4">
      <div className="grid gap-1">
        <Label htmlFor={id} className="text-[15px] font-semibold">
          {title}
        </Label>
        <p id={`${id}-note`} className="text-[13px] leading-relaxed text-muted-foreground">
          {children}
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-note`}
        checked={checked}
        disabled={isBusy}
        onCheckedChange={(next) => void change(next)}
      />
    </Card>
  );
}
