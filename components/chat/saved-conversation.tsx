"use client";

import type { LecternMessage } from "@/lib/turn";
import { Conversation } from "./conversation";
import { useShell } from "./shell-context";

/** A conversation that the server knows, taken up where it was left. */
export function SavedConversation(props: {
  id: string;
  title: string;
  saved: LecternMessage[];
  isAdmin: boolean;
}) {
  const { refreshConversations } = useShell();
  return <Conversation {...props} onTurnEnd={refreshConversations} />;
}
