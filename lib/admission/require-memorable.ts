import { findTenantPolicy } from "../../db/tenant-policy.ts";
import { AppError } from "../errors.ts";
import { findIdentifyingData, personalDataNames } from "../guards/find-personal-data.ts";
import { findSecrets } from "../guards/find-secrets.ts";
import { attackFrom, scoreQuestion } from "../guards/injection/score-text.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Principal } from "../turn.ts";

/** Throws `forbidden` where the workspace lets nobody have things remembered. */
export function requireOffered({ memory }: Pick<TenantPolicy, "memory">): void {
  if (!memory.isOffered)
    throw new AppError("forbidden", { publicMessage: "Your workspace has switched memory off." });
}

/**
 * Throws `invalid_request` for a text that a person wants models to be told and that the workspace would refuse or mask in a question:
 * personal data, and what reads like an attack; and for secrets, which no model needs.
 */
export function requireTellable(text: string, { guards }: Pick<TenantPolicy, "guards">): void {
  const refuse = (publicMessage: string) => new AppError("invalid_request", { publicMessage });
  if (findSecrets(text).length > 0) throw refuse("Leave out passwords and keys: models are told this.");
  if (guards.onInjection === "refuse" && scoreQuestion(text).score >= attackFrom)
    throw refuse("This reads like an attack on the model. Say it in plain words.");
  if (guards.onPersonalData !== "refuse" && guards.onPersonalData !== "mask") return;
  const [found] = findIdentifyingData(text);
  if (found)
    throw refuse(
      `Your workspace doesn't show personal data to models: leave out the ${personalDataNames[found.type]}.`,
    );
}

/** Both of it, by the workspace's policy as it is now. */
export async function requireMemorable(principal: Principal, text: string): Promise<void> {
  const policy = await findTenantPolicy(principal);
  requireOffered(policy);
  requireTellable(text, policy);
}
