"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { ConversationItem } from "./conversation-item";
import { groupConversations } from "./group-conversations";
import { useConversations } from "./use-conversations";

const searchAfterMs = 220;

/** The conversations under their days, or those that a search finds. */
export function ConversationList({ search, onNavigate }: { search: string; onNavigate: () => void }) {
  const settled = useSettled(search.trim(), searchAfterMs);
  const { conversations, hasMore, showMore, isLoading, error, refresh } = useConversations(settled);

  if (error && !conversations) {
    return (
      <div className="px-3 py-2 text-[13px] text-muted-foreground">
        <p>Your conversations can't be loaded.</p>
        <Button variant="link" size="sm" className="mt-1" onClick={refresh}>
          Try again
        </Button>
      </div>
    );
  }
  if (!conversations) return <TitleSkeletons />;
  if (conversations.length === 0) {
    return (
      <p className="px-3 py-2 text-[13px] leading-relaxed [overflow-wrap:anywhere] text-muted-foreground">
        {settled ? `Nothing found for “${settled}”.` : "Your conversations will be kept here."}
      </p>
    );
  }
  return (
    <nav aria-label="Conversations" aria-busy={isLoading}>
      {groupConversations(conversations, new Date()).map((group) => (
        <section key={group.label} aria-label={group.label} className="mb-4">
          <h2 className="px-3 pb-1 text-xs font-medium text-muted-foreground">{group.label}</h2>
          <ul>
            {group.conversations.map((conversation) => (
              <ConversationItem
                key={conversation.id}
                conversation={conversation}
                onChanged={refresh}
                onNavigate={onNavigate}
              />
            ))}
          </ul>
        </section>
      ))}
      {hasMore && (
        <Button variant="ghost" size="sm" className="mx-1 text-muted-foreground" onClick={showMore}>
          Show older
        </Button>
      )}
    </nav>
  );
}

function useSettled(value: string, afterMs: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

const widths = ["w-9/12", "w-7/12", "w-10/12", "w-6/12", "w-8/12"];

/** Titles where conversations will be. */
function TitleSkeletons() {
  return (
    <div className="grid gap-4 px-3 py-2">
      <span className="sr-only" role="status">
        Loading your conversations
      </span>
      {widths.map((width) => (
        <Skeleton key={width} className={`h-3.5 ${width}`} />
      ))}
    </div>
  );
}
