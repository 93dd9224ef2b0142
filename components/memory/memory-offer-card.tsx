"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { apiRequest } from "@/components/admin/api-request";
import { SwitchCard } from "@/components/admin/switch-card";

/** Lets the workspace's people have things remembered, or nobody; at once. */
export function MemoryOfferCard({ isOffered }: { isOffered: boolean }) {
  const router = useRouter();
  const [isOn, setIsOn] = useState(isOffered);
  const change = async (next: boolean) => {
    setIsOn(next);
    try {
      await apiRequest("/api/tenant-policy", { method: "PATCH", body: { memory: { isOffered: next } } });
    } catch (error) {
      setIsOn(!next);
      throw error;
    }
    router.refresh();
  };
  return (
    <SwitchCard title="People may have things remembered" checked={isOn} onChange={change}>
      Such as where they work, for all their conversations. Each person decides for themself, sees what is
      remembered, and confirms it first. Nobody else sees it, admins neither.
    </SwitchCard>
  );
}
