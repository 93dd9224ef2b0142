import type { Metadata } from "next";
import { PlaygroundScreen } from "@/components/retrieval/playground/playground-screen";
import { PageHeader } from "@/components/ui/page-header";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Playground" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function PlaygroundPage({ searchParams }: Props) {
  await requireAdmin();
  const entries = Object.entries(await searchParams).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => [name, value] as [string, string]),
  );
  return (
    <>
      <PageHeader
        title="Playground"
        description="What a question finds in your documents, by words, by meaning and by both, side by side."
      />
      <PlaygroundScreen query={new URLSearchParams(entries).toString()} />
    </>
  );
}
