"use client";

import { useChat } from "@ai-sdk/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { v7 as uuidv7 } from "uuid";
import { ApiRequestError, apiRequest, messageOf } from "@/components/admin/api-request";
import type { Feedback, LecternDataParts, LecternMessage } from "@/lib/turn";
import { createChatTransport, type TurnOptions } from "./chat-transport";

/** A stopped run ends its stream by itself with what was written. One that hasn't by then is let go. */
const stopWaitMs = 4_000;
const reconnectDelaysMs = [500, 1_500, 3_000, 6_000, 10_000];
const renderEveryMs = 50;

export interface ConversationOptions {
  id: string;
  /** What the server has of it; null for a conversation that begins here. */
  saved: LecternMessage[] | null;
  turnOptions: TurnOptions;
  /** After each answer, finished or not. */
  onTurnEnd: () => void;
}

/**
 * One conversation on the screen. The server owns its runs: this asks, listens, and comes back to a run that goes on after
 * a reload or a lost connection.
 */
export function useConversation({ id, saved, turnOptions, onTurnEnd }: ConversationOptions) {
  const [progress, setProgress] = useState<LecternDataParts["status"] | null>(null);
  const [isStopping, setIsStopping] = useState(false);
  const [isReconnecting, setIsReconnecting] = useState(false);
  const letGoTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ turnOptions, onTurnEnd });
  latest.current = { turnOptions, onTurnEnd };

  const transport = useMemo(() => createChatTransport(() => latest.current.turnOptions), []);
  const chat = useChat<LecternMessage>({
    id,
    messages: saved ?? [],
    transport,
    generateId: uuidv7,
    throttle: renderEveryMs,
    onData: (part) => {
      if (part.type === "data-status") setProgress(part.data);
    },
    onFinish: ({ isDisconnect }) => {
      setProgress(null);
      setIsStopping(false);
      clearTimeout(letGoTimer.current);
      latest.current.onTurnEnd();
      if (isDisconnect) void reconnect();
    },
  });
  const { messages, status, setMessages, resumeStream, clearError } = chat;
  const isBusy = status === "submitted" || status === "streaming";

  const isGone = useRef(false);
  const load = useCallback(async () => {
    const { messages: kept } = await apiRequest<{ messages: LecternMessage[] }>(`/api/conversations/${id}`);
    if (!isGone.current) setMessages(kept);
    return kept;
  }, [id, setMessages]);

  const reconnect = useCallback(async () => {
    setIsReconnecting(true);
    for (const delayMs of reconnectDelaysMs) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (isGone.current) return;
      try {
        await load();
        clearError();
        setIsReconnecting(false);
        await resumeStream();
        return;
      } catch (error) {
        // A refusal won't change by asking again; a server that can't be reached may come back.
        if (error instanceof ApiRequestError && error.status !== 0 && error.status < 500) break;
      }
    }
    setIsReconnecting(false);
  }, [load, clearError, resumeStream]);

  // On arrival: takes up the run that goes on, if one does, and catches the answer that was finished just before. Where all is
  // answered, nothing was lost by not hearing of a run.
  const isNew = saved === null;
  const isUnanswered = saved?.at(-1)?.role === "user";
  const [isArriving, setIsArriving] = useState(isUnanswered);
  useEffect(() => {
    isGone.current = false;
    if (!isNew) {
      void resumeStream()
        .then(async () => {
          if (isUnanswered) await load();
          else clearError();
        })
        .catch(() => undefined)
        .finally(() => setIsArriving(false));
    }
    return () => {
      isGone.current = true;
    };
  }, [isNew, isUnanswered, resumeStream, load, clearError]);

  const send = (text: string) => {
    const metadata = { createdAt: new Date().toISOString() };
    void chat.sendMessage({ id: uuidv7(), role: "user", metadata, parts: [{ type: "text", text }] });
  };

  const stop = async () => {
    setIsStopping(true);
    try {
      await apiRequest(`/api/chat/${id}/stop`, { method: "POST" });
    } catch (error) {
      setIsStopping(false);
      toast.error(messageOf(error));
      return;
    }
    letGoTimer.current = setTimeout(letGo, stopWaitMs);
  };

  const letGo = async () => {
    await chat.stop();
    await load().catch(() => undefined);
  };

  const setFeedback = useCallback(
    (messageId: string, feedback: Feedback | null) =>
      setMessages((all) =>
        all.map((message) =>
          message.id === messageId ? { ...message, metadata: { ...message.metadata, feedback } } : message,
        ),
      ),
    [setMessages],
  );

  return {
    messages,
    /** What the server is doing for the question that is open. */
    progress,
    isBusy,
    /** Whether the answer to the last question is being looked for. */
    isArriving,
    isStopping,
    isReconnecting,
    error: isReconnecting ? undefined : chat.error,
    send,
    stop,
    /** Asks the last question again after a failure; the same turn, so nothing is asked twice. */
    retry: () => void chat.regenerate(),
    /** Answers the last question once more, with other filters where some are given; the answer that stands is set aside. */
    regenerate: (change?: Pick<TurnOptions, "filters" | "inferFilters">) =>
      void chat.regenerate({
        body: { regenerate: true, ...(change && { turnOptions: { ...turnOptions, ...change } }) },
      }),
    setFeedback,
  };
}
