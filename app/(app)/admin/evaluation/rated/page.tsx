import type { Metadata } from "next";
import { RatedScreen } from "@/components/evaluation/rated-screen";
import { requireAdmin } from "../../require-admin";

export const metadata: Metadata = { title: "Rated answers" };

export default async function RatedAnswersPage() {
  await requireAdmin();
  return <RatedScreen />;
}
