import { defineRoute } from "@/app/api/define-route";
import { listModels } from "@/lib/models/catalog";

/** The chat models that can be asked for, in OpenAI's shape. "auto" lets Lectern choose. */
export const GET = defineRoute({ access: "member", scope: "chat" }, async () => {
  const chats = listModels().filter((model) => model.kind === "chat");
  const listed = [{ id: "auto", provider: "lectern" }, ...chats];
  const data = listed.map(({ id, provider }) => ({ id, object: "model", created: 0, owned_by: provider }));
  return { object: "list", data };
});
