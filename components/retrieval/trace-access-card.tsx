"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { apiRequest } from "@/components/admin/api-request";
import { SwitchCard } from "@/components/admin/switch-card";

/** Lets members see how their answers were found, or keeps that to admins; at once. */
export function TraceAccessCard({ membersSeeTraces }: { membersSeeTraces: boolean }) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(membersSeeTraces);
  const change = async (next: boolean) => {
    setIsOpen(next);
    try {
      await apiRequest("/api/tenants/current", { method: "PATCH", body: { membersSeeTraces: next } });
    } catch (error) {
      setIsOpen(!next);
      throw error;
    }
    router.refresh();
  };
  return (
    <SwitchCard title="Members may see how answers were found" checked={isOpen} onChange={change}>
      What was searched for, and how each chunk ranked: of their own answers, in documents that they may read.
      Admins always see it.
    </SwitchCard>
  );
}
