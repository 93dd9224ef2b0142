"use client";

import { useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { Conversation } from "./conversation";
import { useShell } from "./shell-context";
import type { Sample } from "./suggest-questions";

interface NewConversationProps {
  isAdmin: boolean;
  sample: Sample;
}

/** A conversation that begins here, anew each time the reader asks for one. */
export function NewConversation(props: NewConversationProps) {
  const { epoch } = useShell();
  return <FreshConversation key={epoch} {...props} />;
}

function FreshConversation(props: NewConversationProps) {
  const [id] = useState(() => uuidv7());
  const { refreshConversations } = useShell();
  return (
    <Conversation
      {...props}
      id={id}
      saved={null}
      title="New conversation"
      // The address changes in place: a navigation would take the stream away.
      onBegin={() => window.history.replaceState(null, "", `/c/${id}`)}
      onTurnEnd={refreshConversations}
    />
  );
}
