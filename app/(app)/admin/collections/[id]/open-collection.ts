import { notFound } from "next/navigation";
import { z } from "zod";
import { findCollection } from "@/db/collections";
import { AppError } from "@/lib/errors";
import { requireAdmin } from "../../require-admin";

/** The collection that a page's address names, for an admin; else the page that says that there's none. */
export async function openCollection(params: Promise<{ id: string }>) {
  const principal = await requireAdmin();
  const id = z.uuid().safeParse((await params).id).data ?? notFound();
  return findCollection(principal, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "collection_not_found") notFound();
    throw error;
  });
}
