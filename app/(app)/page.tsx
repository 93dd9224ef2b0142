import { redirect } from "next/navigation";
import { NewConversation } from "@/components/chat/new-conversation";
import { currentPrincipal } from "@/lib/admission/session";

export default async function NewConversationPage() {
  const principal = await currentPrincipal();
  if (!principal) redirect("/login");
  return <NewConversation isAdmin={principal.role !== "member"} />;
}
