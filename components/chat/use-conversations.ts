import { useSWRConfig } from "swr";
import useSWRInfinite, { unstable_serialize } from "swr/infinite";
import { apiRequest } from "@/components/admin/api-request";
import type { ListedConversation } from "./group-conversations";

interface ConversationPage {
  conversations: ListedConversation[];
  nextCursor: string | null;
}

/** The address of each page of the list, given the one before. */
function pageKey(search: string) {
  return (index: number, before: ConversationPage | null): string | null => {
    if (index > 0 && !before?.nextCursor) return null;
    const query = new URLSearchParams();
    if (search) query.set("search", search);
    if (before?.nextCursor) query.set("cursor", before.nextCursor);
    return `/api/conversations${query.size > 0 ? `?${query}` : ""}`;
  };
}

/** The reader's conversations, latest first, as many pages as were asked for; `search` looks into titles and messages. */
export function useConversations(search: string) {
  const { data, error, isLoading, size, setSize, mutate } = useSWRInfinite<ConversationPage>(
    pageKey(search),
    apiRequest,
    { keepPreviousData: true },
  );
  return {
    conversations: data?.flatMap((page) => page.conversations),
    hasMore: Boolean(data?.at(-1)?.nextCursor),
    showMore: () => void setSize(size + 1),
    isLoading,
    error: error as Error | undefined,
    refresh: () => void mutate(),
  };
}

/** Makes the unsearched list ask the server again, from anywhere. */
export function useRefreshConversations(): () => void {
  const { mutate } = useSWRConfig();
  return () => void mutate(unstable_serialize(pageKey("")));
}
