import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";

export interface ChatModel {
  id: string;
  name: string;
  /** Two providers may have a model of the same name. */
  provider: string;
}

/** The models that this workspace may have answer now; none until they are known. */
export function useChatModels(): ChatModel[] {
  const { data } = useSWR<{ models: (ChatModel & { kind: string })[] }>("/api/models", apiRequest, {
    revalidateOnFocus: false,
  });
  return data?.models.filter((model) => model.kind === "chat") ?? [];
}
