"use client";

import { createContext, useContext } from "react";

/** What pages ask of the frame around them. */
export interface Shell {
  /** Counts up with each new conversation, so that the page for it begins afresh even when it is open already. */
  epoch: number;
  startConversation: () => void;
  /** The list in the sidebar asks the server again. */
  refreshConversations: () => void;
  /** Whether the person may see how answers were found. */
  seesTraces: boolean;
  /** Hosts that links in answers may lead to. */
  linkHosts: readonly string[];
}

const ShellContext = createContext<Shell>({
  epoch: 0,
  startConversation: () => {},
  refreshConversations: () => {},
  seesTraces: false,
  linkHosts: [],
});

export const ShellProvider = ShellContext.Provider;

/** The frame around this page. */
export function useShell(): Shell {
  return useContext(ShellContext);
}
