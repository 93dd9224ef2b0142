import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { SetScreen } from "@/components/evaluation/set-screen";
import { findEvaluationSet } from "@/db/evaluation-sets";
import { AppError } from "@/lib/errors";
import { requireAdmin } from "../../require-admin";

export const metadata: Metadata = { title: "Evaluation" };

export default async function EvaluationSetPage({ params }: { params: Promise<{ id: string }> }) {
  const principal = await requireAdmin();
  const id = z.uuid().safeParse((await params).id).data ?? notFound();
  const { name } = await findEvaluationSet(principal, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  });
  return <SetScreen key={id} setId={id} name={name} />;
}
