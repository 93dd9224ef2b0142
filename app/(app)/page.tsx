import { redirect } from "next/navigation";
import { NewConversation } from "@/components/chat/new-conversation";
import { sampleCollectionName, sampleQuestions } from "@/ingestion/create-sample-collection";
import { currentPrincipal } from "@/lib/admission/session";

export default async function NewConversationPage() {
  const principal = await currentPrincipal();
  if (!principal) redirect("/login");
  const sample = { collectionName: sampleCollectionName, questions: sampleQuestions };
  return <NewConversation isAdmin={principal.role !== "member"} sample={sample} />;
}
