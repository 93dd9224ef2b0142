"use client";

import { useId, useState } from "react";
import { toast } from "sonner";
import { messageOf } from "@/components/admin/api-request";
import { Card } from "@/components/ui/card";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";

interface PauseCardProps {
  isPaused: boolean;
  onChange: (isPaused: boolean) => Promise<void>;
}

/** Stops and resumes the collection's queue, at once. */
export function PauseCard({ isPaused, onChange }: PauseCardProps) {
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
          Pause processing
        </Label>
        <p id={`${id}-note`} className="text-[13px] leading-relaxed text-muted-foreground">
          {isPaused
            ? "Queued documents of this collection wait. What is ready is still found, and a document that is being worked on is finished."
            : "While paused, queued documents of this collection wait, and other collections go first."}
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-note`}
        checked={isPaused}
        disabled={isBusy}
        onCheckedChange={(next) => void change(next)}
      />
    </Card>
  );
}
