import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";
import type { SummaryLine } from "@/lib/memory-schemas";
import type { LecternMessage } from "@/lib/turn";
import { useAfterTurn } from "./use-after-turn";

/** Shorter conversations have none. */
const messagesMin = 4;

export interface Summary {
  lines: SummaryLine[];
  /** The last message that it stands for. */
  endsAt: string;
  change: (lineId: string, text: string) => Promise<void>;
  remove: (lineId: string) => Promise<void>;
}

/** The summary of a conversation's earlier turns, null where there's none. It may come a while after an answer. */
export function useSummary(id: string, messages: LecternMessage[], isBusy: boolean): Summary | null {
  const url = `/api/conversations/${id}/summary`;
  const { data, mutate } = useSWR<{ lines: SummaryLine[] }>(
    messages.length >= messagesMin ? url : null,
    apiRequest,
  );
  useAfterTurn(isBusy, () => void mutate());

  const places = new Map(messages.map((message, i) => [message.id, i]));
  const shown = data?.lines.filter(({ messageIds }) => messageIds.every((one) => places.has(one))) ?? [];
  const last = Math.max(
    -1,
    ...shown.flatMap(({ messageIds }) => messageIds.map((one) => places.get(one) ?? -1)),
  );
  const endsAt = messages[last]?.id;
  if (endsAt === undefined) return null;
  return {
    lines: shown,
    endsAt,
    async change(lineId, text) {
      await apiRequest(`${url}/${lineId}`, { method: "PATCH", body: { text } });
      await mutate();
    },
    async remove(lineId) {
      await apiRequest(`${url}/${lineId}`, { method: "DELETE" });
      await mutate();
    },
  };
}
