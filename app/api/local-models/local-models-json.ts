import { mayManageInstallation } from "@/db/installation";
import { type LocalModelRow, listLocalModelRows } from "@/db/local-models";
import { env } from "@/lib/env";
import { type LocalModel, localModels } from "@/lib/models/local/local-models";
import { findModelFolder } from "@/lib/models/local/model-folder";
import type { Principal } from "@/lib/turn";

/** Every model that can run on this machine, and whether it's here. */
export async function localModelsJson({ userId }: Principal) {
  const rows = new Map((await listLocalModelRows()).map((row) => [row.id, row]));
  return {
    models: localModels.map((model) => stateOf(model, rows.get(model.id))),
    /** Whether this person may have them fetched. */
    mayFetch: userId !== null && (await mayManageInstallation(userId)),
    hub: new URL(env().MODEL_HUB_URL).host,
  };
}

/** Files count: a model put there by hand is ready, and one that was taken away isn't. */
function stateOf({ repository, ...model }: LocalModel, row: LocalModelRow | undefined) {
  const isHere = findModelFolder(repository) !== undefined;
  const status: LocalModelRow["status"] | "absent" = isHere
    ? "ready"
    : !row || row.status === "ready"
      ? "absent"
      : row.status;
  return {
    ...model,
    status,
    bytesDone: status === "fetching" ? (row?.bytesDone ?? 0) : 0,
    bytesTotal: status === "fetching" ? (row?.bytesTotal ?? null) : null,
    error: status === "failed" ? (row?.errorMessage ?? null) : null,
  };
}
