"use client";

import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { Card } from "@/components/ui/card";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";

/** Lets members see how their answers were found, or keeps that to admins; at once. */
export function TraceAccessCard({ membersSeeTraces }: { membersSeeTraces: boolean }) {
  const id = useId();
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(membersSeeTraces);
  const [isBusy, setIsBusy] = useState(false);
  const change = async (next: boolean) => {
    setIsBusy(true);
    setIsOpen(next);
    try {
      await apiRequest("/api/tenants/current", { method: "PATCH", body: { membersSeeTraces: next } });
      router.refresh();
    } catch (error) {
      setIsOpen(!next);
      toast.error(messageOf(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Card className="flex items-center justify-between gap-6 px-5 py-4">
      <div className="grid gap-1">
        <Label htmlFor={id} className="text-[15px] font-semibold">
          Members may see how answers were found
        </Label>
        <p id={`${id}-note`} className="text-[13px] leading-relaxed text-muted-foreground">
          What was searched for, and how each chunk ranked: of their own answers, in documents that they may
          read. Admins always see it.
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-note`}
        checked={isOpen}
        disabled={isBusy}
        onCheckedChange={(next) => void change(next)}
      />
    </Card>
  );
}
