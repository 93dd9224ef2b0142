import { AppError } from "../errors.ts";
import type { TenantPolicy, TenantPolicyChanges } from "../tenant-policy.ts";
import { isAllowed } from "./allowed-models.ts";
import { kindFor, type ModelKind, type ModelSpec, modelRoles } from "./model-spec.ts";

type FindModel = (id: string) => ModelSpec | undefined;

/**
 * Throws `invalid_request` where a change names a model that there isn't, that can't do the job, or that the policy itself, as it
 * is after the change, doesn't allow. What an earlier change named isn't looked at: a provider may have gone since, and then
 * another model does the job.
 */
export function requireUsableModels(
  policy: TenantPolicy,
  { models: changes = {} }: TenantPolicyChanges,
  find: FindModel,
): void {
  for (const id of changes.allowed ?? []) requireKnown(id, find);
  const jobs: [id: string | null | undefined, kind: ModelKind][] = [
    [changes.cheap, "chat"],
    [changes.strong, "chat"],
    ...(changes.split ?? []).map(({ modelId }): [string, ModelKind] => [modelId, "chat"]),
    ...modelRoles.map((role): [string | null | undefined, ModelKind] => [
      changes.roles?.[role],
      kindFor(role),
    ]),
  ];
  for (const [id, kind] of jobs) {
    if (!id || (id === "none" && kind === "rerank")) continue;
    const model = requireKnown(id, find);
    if (model.kind !== kind)
      throw invalid(`${id} is no model for that: it takes one for ${kindNames[kind]}.`);
    if (!isAllowed(model, policy)) throw invalid(`${id} isn't one of the models that are allowed.`);
  }
  const shares = policy.models.split.reduce((sum, { share }) => sum + share, 0);
  if (shares > 1.000001) throw invalid("split: the shares come to more than 100 %.");
}

const kindNames: Record<ModelKind, string> = {
  chat: "chat",
  embedding: "embedding",
  rerank: "reranking",
  moderation: "moderation",
};

function requireKnown(id: string, find: FindModel): ModelSpec {
  const model = find(id);
  if (!model) throw invalid(`There is no model “${id.slice(0, 100)}”.`);
  return model;
}

const invalid = (publicMessage: string) => new AppError("invalid_request", { publicMessage });
