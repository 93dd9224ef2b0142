import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { RecordDetails } from "@/components/records/record-details";
import { PageHeader } from "@/components/ui/page-header";
import { findRequestRecord } from "@/db/request-records";
import { AppError } from "@/lib/errors";
import { requireAdmin } from "../../require-admin";

export const metadata: Metadata = { title: "Record" };

interface Props {
  params: Promise<{ requestId: string }>;
}

export default async function RecordPage({ params }: Props) {
  const principal = await requireAdmin();
  const { requestId } = await params;
  const record = await findRequestRecord(principal, requestId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return notFound();
    throw error;
  });
  return (
    <>
      <PageHeader title="Record">
        <Link className="text-sm underline underline-offset-4" href="/admin/records">
          All records
        </Link>
      </PageHeader>
      <RecordDetails record={record} />
    </>
  );
}
