import type { Metadata } from "next";
import { z } from "zod";
import { RatedScreen } from "@/components/evaluation/rated-screen";
import { requireAdmin } from "../../require-admin";

export const metadata: Metadata = { title: "Rated answers" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RatedAnswersPage({ searchParams }: Props) {
  await requireAdmin();
  const { data: messageId } = z.uuid().safeParse((await searchParams).answer);
  return <RatedScreen key={messageId} messageId={messageId} />;
}
