"use client";

import { ArrowDown } from "lucide-react";
import { Fragment, useCallback, useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { Button } from "@/components/ui/button";
import type { AppliedFilter } from "@/lib/search";
import type { Feedback, LecternMessage } from "@/lib/turn";
import { cn } from "@/lib/utils";
import { Answer } from "./answer";
import { CollectionPicker } from "./collection-picker";
import { Composer, type ComposerHandle } from "./composer";
import { EmptyConversation } from "./empty-conversation";
import { FilterChips } from "./filter-chips";
import { FilterPicker } from "./filter-picker";
import { KeptTextsNote } from "./kept-texts-note";
import { isSameFilter, mergeFilters } from "./merge-filters";
import { ModelPicker } from "./model-picker";
import { ProposalCard } from "./proposal-card";
import { Question } from "./question";
import { readAnswer } from "./read-answer";
import { type CitationPlace, readSourceAnchor } from "./source-anchor";
import { SourceDock } from "./source-dock";
import { describeStage, StageLine } from "./stage-line";
import type { Sample } from "./suggest-questions";
import { messageAnchor, SummaryOfTurns } from "./summary-of-turns";
import { TurnError } from "./turn-error";
import { useChatModels } from "./use-chat-models";
import { useCollections } from "./use-collections";
import { useConversation } from "./use-conversation";
import { useDraft } from "./use-draft";
import { useProposals } from "./use-proposals";
import { useStickToBottom } from "./use-stick-to-bottom";
import { useStored } from "./use-stored";
import { useSuggestions } from "./use-suggestions";
import { useSummary } from "./use-summary";

/** The chat screen: the conversation, the composer under it, and the source that is open beside it. */
export function Conversation({
  id,
  saved,
  title,
  isAdmin,
  sample,
  onBegin,
  onTurnEnd,
}: {
  id: string;
  /** What the server has of it; null for a conversation that begins here. */
  saved: LecternMessage[] | null;
  title: string;
  isAdmin: boolean;
  /** Given for a new conversation: where questions to begin with come from when there is nothing better. */
  sample?: Sample;
  /** When the first question of a new conversation is sent. */
  onBegin?: () => void;
  onTurnEnd: () => void;
}) {
  const known = useCollections();
  const collections = known?.collections;
  const models = useChatModels();
  const [chosenIds, setChosenIds] = useStored<string[]>("lectern.collections", []);
  const [chosenModel, setChosenModel] = useStored("lectern.model", "auto");
  const [filters, setFilters] = useState<AppliedFilter[]>([]);
  const [opened, setOpened] = useState<CitationPlace | null>(null);

  // What was chosen last time may be gone or no longer be readable.
  const collectionIds = chosenIds.filter((chosenId) =>
    collections?.some((collection) => collection.id === chosenId),
  );
  const model = models.some(({ id: modelId }) => modelId === chosenModel) ? chosenModel : "auto";
  const turnOptions = {
    model,
    collectionIds: collectionIds.length > 0 ? collectionIds : undefined,
    filters: filters.length > 0 ? mergeFilters(filters) : undefined,
  };

  const conversation = useConversation({ id, saved, turnOptions, onTurnEnd });
  const isEmpty = conversation.messages.length === 0;
  const [draft, setDraft] = useDraft(isEmpty ? "new" : id);
  const { messages, progress, isBusy, isArriving, isStopping, isReconnecting, error } = conversation;
  const summary = useSummary(id, messages, isBusy);
  const proposalsOf = useProposals(isBusy);

  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const { isAtEnd, scrollToEnd } = useStickToBottom(frame, content);

  // On a phone it would bring up the keyboard unasked.
  useEffect(() => {
    if (!matchMedia("(pointer: coarse)").matches) composer.current?.focus();
  }, []);

  const ask = (question: string) => {
    if (isEmpty) onBegin?.();
    setDraft("");
    conversation.send(question);
    requestAnimationFrame(() => scrollToEnd());
  };

  const openedMessage = messages.find((message) => message.id === opened?.messageId);
  const openedAnswer = openedMessage && readAnswer(openedMessage);
  const openedCitation = (opened && openedAnswer?.citations[opened.ordinal]) ?? null;
  const openedReason = openedAnswer?.verdicts.find(
    ({ start, end }) => openedCitation && start <= openedCitation.position && openedCitation.position < end,
  )?.reason;

  // What was opened may have gone with an answer that is being written again.
  const isSourceOpen = openedCitation !== null;
  const { stop } = conversation;
  useEffect(() => {
    if (!isBusy || isSourceOpen) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) void stop();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });

  const openCitation = useCallback(
    (messageId: string, ordinal: number) => setOpened({ messageId, ordinal }),
    [],
  );
  const closeSource = useCallback(() => setOpened(null), []);

  // A mark that was clicked before the page reacted, or opened in a tab of its own, has left its name in the address.
  useEffect(() => {
    const openNamed = () => {
      const named = readSourceAnchor(window.location.hash);
      if (!named) return;
      setOpened(named);
      window.history.replaceState(null, "", window.location.pathname);
    };
    openNamed();
    window.addEventListener("hashchange", openNamed);
    return () => window.removeEventListener("hashchange", openNamed);
  }, []);

  const latest = useRef(conversation);
  latest.current = conversation;

  const { setFeedback } = conversation;
  const rate = useCallback(
    async function send(messageId: string, feedback: Feedback | null): Promise<void> {
      const message = latest.current.messages.find((one) => one.id === messageId);
      setFeedback(messageId, feedback);
      try {
        const url = `/api/messages/${messageId}/feedback`;
        await apiRequest(url, feedback ? { method: "PUT", body: feedback } : { method: "DELETE" });
        if (feedback)
          toast.success(
            "Thank you. Your workspace's admins are shown your question and this answer, and who you are.",
            {
              action: { label: "Take back", onClick: () => void send(messageId, null) },
            },
          );
      } catch (thrown) {
        setFeedback(messageId, message?.metadata?.feedback ?? null);
        toast.error(messageOf(thrown));
      }
    },
    [setFeedback],
  );

  const dropFilter = useCallback(
    (removed: AppliedFilter) => setFilters((all) => all.filter((filter) => !isSameFilter(filter, removed))),
    [],
  );
  const regenerate = useCallback(() => latest.current.regenerate(), []);
  const removeFilter = useCallback(
    (removed: AppliedFilter, all: AppliedFilter[]) => {
      dropFilter(removed);
      const kept = all.filter((filter) => !isSameFilter(filter, removed));
      latest.current.regenerate({ filters: mergeFilters(kept), inferFilters: false });
    },
    [dropFilter],
  );

  const last = messages.at(-1);
  const waiting = isReconnecting ? "reconnecting" : isArriving ? "arriving" : "sending";
  const isAwaiting = (isBusy || isArriving || isReconnecting) && last?.role === "user";
  const isUnanswered = !isBusy && !isArriving && !isReconnecting && !error && last?.role === "user";
  const suggestions = useSuggestions(known, sample);

  const composerBox = (
    <div>
      <Composer
        ref={composer}
        value={draft}
        onChange={setDraft}
        onSend={() => ask(draft.trim())}
        onStop={conversation.stop}
        isBusy={isBusy}
        isStopping={isStopping}
        placeholder={isEmpty ? "Ask a question about your documents" : "Ask a follow-up question"}
        chips={
          filters.length > 0 && <FilterChips label="Search only" filters={filters} onRemove={dropFilter} />
        }
        options={
          <>
            {collections && collections.length > 1 && (
              <CollectionPicker collections={collections} chosenIds={collectionIds} onChange={setChosenIds} />
            )}
            {known?.readiness === "ready" && (
              <FilterPicker
                collectionIds={turnOptions.collectionIds}
                filters={filters}
                onChange={setFilters}
              />
            )}
            {models.length > 1 && <ModelPicker models={models} chosenId={model} onChange={setChosenModel} />}
          </>
        }
      />
      <KeptTextsNote />
    </div>
  );

  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <Announcer isBusy={isBusy} text={describeStage(progress, waiting)} />
        <div ref={frame} className="min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable_both-edges]">
          <div
            ref={content}
            className="mx-auto flex min-h-full w-full max-w-[46rem] flex-col px-5 pt-6 pb-10 sm:px-8 sm:pt-10"
          >
            {isEmpty ? (
              <div className="my-auto pb-[8dvh]">
                <EmptyConversation
                  readiness={known?.readiness}
                  isAdmin={isAdmin}
                  suggestions={suggestions}
                  onAsk={ask}
                />
              </div>
            ) : (
              <div className="grid min-w-0 grid-cols-1 gap-6">
                <h1 className="sr-only">{title}</h1>
                {messages.map((message, i) => (
                  <Fragment key={message.id}>
                    {message.role === "user" ? (
                      <div
                        id={messageAnchor(message.id)}
                        tabIndex={-1}
                        className={cn(
                          "scroll-mt-4 focus-visible:outline-none",
                          i > 0 && "mt-8 border-t pt-10",
                        )}
                      >
                        <Question message={message} />
                      </div>
                    ) : (
                      <Answer
                        message={message}
                        isWriting={(isBusy || isReconnecting) && message === last}
                        waiting={waiting}
                        progress={message === last ? progress : null}
                        openedOrdinal={opened?.messageId === message.id ? opened.ordinal : null}
                        onOpenCitation={openCitation}
                        onFeedback={rate}
                        onRegenerate={message === last ? regenerate : undefined}
                        onRemoveFilter={message === last ? removeFilter : undefined}
                      />
                    )}
                    {message.role === "assistant" &&
                      proposalsOf(messages[i - 1]).map((proposal) => (
                        <ProposalCard key={proposal.memory.id} {...proposal} />
                      ))}
                    {message.id === summary?.endsAt && <SummaryOfTurns {...summary} />}
                  </Fragment>
                ))}
                {isAwaiting && <StageLine progress={progress} waiting={waiting} hasText={false} />}
                {error && <TurnError error={error} onRetry={conversation.retry} />}
                {isUnanswered && (
                  <TurnError error={new Error("This question has no answer.")} onRetry={conversation.retry} />
                )}
              </div>
            )}
          </div>
        </div>
        <div className="relative mx-auto w-full max-w-[46rem] px-3 pb-3 sm:px-4 sm:pb-5">
          {!isAtEnd && !isEmpty && (
            <div className="pointer-events-none absolute inset-x-0 bottom-full z-10 mb-3 flex justify-center">
              <Button
                variant="outline"
                size="sm"
                className="pointer-events-auto rounded-full bg-card shadow-md"
                onClick={() => scrollToEnd()}
              >
                <ArrowDown />
                Jump to latest
              </Button>
            </div>
          )}
          {composerBox}
          <p className="mt-2 hidden text-center text-xs text-muted-foreground sm:block">
            Answers come from your documents. Open a source before you rely on it.
          </p>
        </div>
      </div>
      <SourceDock citation={openedCitation} reason={openedReason} onClose={closeSource} />
    </div>
  );
}

/** Tells screen readers the stages and the end of an answer, and leaves its words to be read at leisure. */
function Announcer({ isBusy, text }: { isBusy: boolean; text: string }) {
  const wasBusy = useRef(false);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (isBusy) setSaid(text);
    else if (wasBusy.current) setSaid("The answer is complete.");
    wasBusy.current = isBusy;
  }, [isBusy, text]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
