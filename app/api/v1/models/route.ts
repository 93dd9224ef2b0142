import { defineRoute } from "@/app/api/define-route";
import { tenantModels } from "@/lib/models/tenant-models";

/** The chat models that can be asked for in this workspace, in OpenAI's shape. "auto" lets Lectern choose. */
export const GET = defineRoute({ access: "member", scope: "chat" }, async ({ principal }) => {
  const chats = (await tenantModels(principal)).list().filter((model) => model.kind === "chat");
  const listed = [{ id: "auto", provider: "lectern" }, ...chats];
  const data = listed.map(({ id, provider }) => ({ id, object: "model", created: 0, owned_by: provider }));
  return { object: "list", data };
});
