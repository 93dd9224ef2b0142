import type { Metadata } from "next";
import { InvitationForm } from "./invitation-form";

/** The address holds the invitation's token, which no page that is linked to may learn. */
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return <InvitationForm token={token} />;
}
