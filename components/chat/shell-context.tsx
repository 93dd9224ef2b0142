"use client";

import { createContext, useContext } from "react";
import type { TenantPolicy } from "@/lib/tenant-policy";

/** What pages ask of the frame around them. */
export interface Shell {
  /** Counts up with each new conversation, so that the page for it begins afresh even when it is open already. */
  epoch: number;
  startConversation: () => void;
  /** The list in the sidebar asks the server again. */
  refreshConversations: () => void;
  /** Whether the person may see how answers were found. */
  seesTraces: boolean;
  /** Whether the workspace lets people have things remembered, and whether this person does. */
  memory: { isOffered: boolean; remembers: boolean };
  /** Hosts that links in answers may lead to. */
  linkHosts: readonly string[];
  /** Whether the workspace's admins may read what is asked. */
  records: TenantPolicy["records"];
}

const ShellContext = createContext<Shell>({
  epoch: 0,
  startConversation: () => {},
  refreshConversations: () => {},
  seesTraces: false,
  memory: { isOffered: false, remembers: false },
  linkHosts: [],
  records: { texts: "none", textDays: 30 },
});

export const ShellProvider = ShellContext.Provider;

/** The frame around this page. */
export function useShell(): Shell {
  return useContext(ShellContext);
}
