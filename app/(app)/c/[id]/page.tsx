import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { SavedConversation } from "@/components/chat/saved-conversation";
import { findConversation } from "@/db/conversations";
import { loadMessages } from "@/db/messages";
import { currentPrincipal } from "@/lib/admission/session";
import { AppError } from "@/lib/errors";

interface ConversationPageProps {
  params: Promise<{ id: string }>;
}

/** The conversation and who asks for it, read once for the title and the page. Others' conversations are not found. */
const openConversation = cache(async (id: string) => {
  const principal = await currentPrincipal();
  if (!principal) redirect("/login");
  if (!z.uuid().safeParse(id).success) notFound();
  try {
    return { principal, conversation: await findConversation(principal, id) };
  } catch (error) {
    if (error instanceof AppError && error.code === "conversation_not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: ConversationPageProps): Promise<Metadata> {
  const { conversation } = await openConversation((await params).id);
  return { title: conversation.title };
}

export default async function ConversationPage({ params }: ConversationPageProps) {
  const { principal, conversation } = await openConversation((await params).id);
  const { id, title } = conversation;
  return (
    <SavedConversation
      key={id}
      id={id}
      title={title}
      saved={await loadMessages(principal, id)}
      isAdmin={principal.role !== "member"}
    />
  );
}
