import type { Metadata } from "next";
import { CacheScreen } from "@/components/admin/cache-screen";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Answer cache" };

export default async function CachePage() {
  await requireAdmin();
  return <CacheScreen />;
}
