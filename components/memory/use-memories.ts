import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";
import type { Memory, MemoryChange, MemoryOverview } from "@/lib/memory-schemas";

const url = "/api/memories";

/** What is remembered of the reader, and what they can do about it. `isAsked` false: the server isn't asked. Actions may throw. */
export function useMemories({
  isAsked = true,
  initial,
}: {
  isAsked?: boolean;
  initial?: MemoryOverview;
} = {}) {
  const { data, mutate } = useSWR<MemoryOverview>(isAsked ? url : null, apiRequest, {
    fallbackData: initial,
    revalidateOnMount: initial === undefined,
  });
  const refresh = async () => {
    await mutate();
  };
  return {
    overview: data,
    refresh,
    async setRemembers(remembers: boolean) {
      await mutate(apiRequest<MemoryOverview>(url, { method: "PATCH", body: { remembers } }), {
        revalidate: false,
      });
    },
    async add(text: string) {
      await apiRequest(url, { body: { text } });
      await refresh();
    },
    async change(id: string, change: MemoryChange) {
      await apiRequest<Memory>(`${url}/${id}`, { method: "PATCH", body: change });
      await refresh();
    },
    async forget(id: string) {
      await apiRequest(`${url}/${id}`, { method: "DELETE" });
      await refresh();
    },
    async forgetAll() {
      await apiRequest(url, { method: "DELETE" });
      await refresh();
    },
  };
}
