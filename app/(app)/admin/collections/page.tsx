import type { Metadata } from "next";
import { CollectionsScreen } from "@/components/documents/collections-screen";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Collections" };

export default async function CollectionsPage() {
  await requireAdmin();
  return <CollectionsScreen />;
}
