import type { Metadata } from "next";
import { SetsScreen } from "@/components/evaluation/sets-screen";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Evaluation" };

export default async function EvaluationPage() {
  await requireAdmin();
  return <SetsScreen />;
}
