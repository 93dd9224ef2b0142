import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { MemoryScreen } from "@/components/memory/memory-screen";
import { listMemories } from "@/db/memories";
import { findTenantPolicy } from "@/db/tenant-policy";
import { currentPrincipal } from "@/lib/admission/session";

export const metadata: Metadata = { title: "Memory" };

export default async function MemoryPage() {
  const principal = await currentPrincipal();
  if (!principal) redirect("/login");
  const [{ memory }, own] = await Promise.all([findTenantPolicy(principal), listMemories(principal)]);
  return <MemoryScreen initial={{ isOffered: memory.isOffered, ...own }} />;
}
