/**
 * Providers that operators set up on the models page, and which model does which job. Of no tenant: whoever calls these has made
 * sure that the person may manage the installation. A key is stored sealed and given out by `loadProviderSettings` and
 * `findSealedKey` alone.
 */
import { and, count, eq } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import { asSystem, pool, type Tx } from "./client.ts";
import { isUniqueViolation } from "./is-unique-violation.ts";
import { collections } from "./schema/corpus.ts";
import { modelProviders, modelRoles, providerModels } from "./schema/providers.ts";

type ProviderRow = typeof modelProviders.$inferSelect;
export type ProviderModel = Omit<typeof providerModels.$inferSelect, "providerId" | "ordinal">;
export type ModelRoles = Partial<Record<(typeof modelRoles.$inferSelect)["role"], string>>;

/** A provider without its key. */
export type ProviderWithModels = Omit<ProviderRow, "sealedKey"> & { models: ProviderModel[] };

export interface ProviderSettings {
  providers: (Pick<
    ProviderRow,
    | "name"
    | "kind"
    | "baseUrl"
    | "sealedKey"
    | "residency"
    | "concurrencyMax"
    | "chaosShare"
    | "givesLogprobs"
  > & { models: ProviderModel[] })[];
  roles: ModelRoles;
}

/** System. Everything that calls to enabled providers need, sealed keys with it, in one statement. */
export async function loadProviderSettings(): Promise<ProviderSettings> {
  const { rows } = await pool().query<ProviderSettings>(
    `SELECT coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'name', p.name, 'kind', p.kind, 'baseUrl', p.base_url, 'sealedKey', p.sealed_key, 'residency', p.residency,
            'concurrencyMax', p.concurrency_max, 'chaosShare', p.chaos_share, 'givesLogprobs', p.gives_logprobs, 'models', coalesce((
              SELECT jsonb_agg(jsonb_build_object(
                  'kind', m.kind, 'name', m.name, 'contextTokens', m.context_tokens, 'inputPrice', m.input_price,
                  'outputPrice', m.output_price, 'cachedInputPrice', m.cached_input_price, 'callPrice', m.call_price,
                  'dimensions', m.dimensions) ORDER BY m.ordinal)
              FROM provider_models m WHERE m.provider_id = p.id), '[]')) ORDER BY p.created_at, p.id)
        FROM model_providers p WHERE p.is_enabled), '[]') AS providers,
      coalesce((SELECT jsonb_object_agg(role, model_id) FROM model_roles), '{}') AS roles`,
  );
  return rows[0] ?? { providers: [], roles: {} };
}

/** System. All providers, disabled ones too, the oldest first, without their keys. */
export async function listProviders(): Promise<ProviderWithModels[]> {
  return asSystem(async (tx) => {
    const rows = await tx.select().from(modelProviders).orderBy(modelProviders.createdAt, modelProviders.id);
    const models = await tx.select().from(providerModels).orderBy(providerModels.ordinal);
    return rows.map(({ sealedKey: _, ...row }) => ({
      ...row,
      models: models.flatMap(({ providerId, ordinal: __, ...model }) =>
        providerId === row.id ? [model] : [],
      ),
    }));
  });
}

/** System. Throws `not_found`. */
export async function findProvider(id: string): Promise<ProviderWithModels> {
  const found = (await listProviders()).find((provider) => provider.id === id);
  if (!found) throw new AppError("not_found", { publicMessage: "There is no such provider." });
  return found;
}

/** System. The provider's key as it's stored; null where it has none. */
export async function findSealedKey(id: string): Promise<string | null> {
  return asSystem(async (tx) => {
    const [row] = await tx
      .select({ sealedKey: modelProviders.sealedKey })
      .from(modelProviders)
      .where(eq(modelProviders.id, id));
    return row?.sealedKey ?? null;
  });
}

export type NewProvider = Pick<
  ProviderRow,
  "name" | "kind" | "baseUrl" | "sealedKey" | "keyHint" | "residency" | "concurrencyMax" | "chaosShare"
> &
  Partial<Pick<ProviderRow, "givesLogprobs">> & { models: ProviderModel[] };

/** System. Adds a provider with its models and gives its id. Throws `conflict` where the name is taken. */
export async function createProvider({ models, ...provider }: NewProvider): Promise<string> {
  return asSystem(async (tx) => {
    const [row] = await tx.insert(modelProviders).values(provider).returning({ id: modelProviders.id });
    const id = row?.id ?? "";
    await replaceModels(tx, id, models);
    return id;
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error, "model_providers_name")) throw error;
    throw new AppError("conflict", {
      cause: error,
      publicMessage: `There is a provider “${provider.name}” already.`,
    });
  });
}

export type ProviderChanges = Partial<Omit<NewProvider, "name" | "kind">> & { isEnabled?: boolean };

/** System. Changes what is given; `models` are replaced as a whole. Throws `not_found`. */
export async function changeProvider(id: string, { models, ...changes }: ProviderChanges): Promise<void> {
  await asSystem(async (tx) => {
    const changed = await tx
      .update(modelProviders)
      .set({ ...changes, changedAt: new Date() })
      .where(eq(modelProviders.id, id))
      .returning({ id: modelProviders.id });
    if (changed.length === 0)
      throw new AppError("not_found", { publicMessage: "There is no such provider." });
    if (models) await replaceModels(tx, id, models);
  });
}

async function replaceModels(tx: Tx, providerId: string, models: ProviderModel[]): Promise<void> {
  await tx.delete(providerModels).where(eq(providerModels.providerId, providerId));
  const rows = models.map((model, ordinal) => ({ ...model, providerId, ordinal }));
  if (rows.length > 0) await tx.insert(providerModels).values(rows);
}

/** System. Removes a provider with its key and its models, and the roles that these had. Throws `not_found`. */
export async function deleteProvider(id: string): Promise<void> {
  await asSystem(async (tx) => {
    const [gone] = await tx
      .delete(modelProviders)
      .where(eq(modelProviders.id, id))
      .returning({ name: modelProviders.name });
    if (!gone) throw new AppError("not_found", { publicMessage: "There is no such provider." });
    const roles = await tx.select().from(modelRoles);
    for (const { role, modelId } of roles)
      if (modelId.startsWith(`${gone.name}/`))
        await tx.delete(modelRoles).where(and(eq(modelRoles.role, role), eq(modelRoles.modelId, modelId)));
  });
}

/** System. What came of trying its key; null: it works. */
export async function saveProviderCheck(id: string, checkFailure: string | null): Promise<void> {
  await asSystem((tx) =>
    tx.update(modelProviders).set({ checkedAt: new Date(), checkFailure }).where(eq(modelProviders.id, id)),
  );
}

/** System. Gives jobs to models; null takes the choice back. */
export async function changeModelRoles(
  roles: Partial<Record<keyof ModelRoles, string | null>>,
): Promise<void> {
  await asSystem(async (tx) => {
    for (const [name, modelId] of Object.entries(roles)) {
      const role = name as keyof ModelRoles;
      const set = { modelId: modelId ?? "", changedAt: new Date() };
      if (modelId === null) await tx.delete(modelRoles).where(eq(modelRoles.role, role));
      else
        await tx
          .insert(modelRoles)
          .values({ role, ...set })
          .onConflictDoUpdate({ target: modelRoles.role, set });
    }
  });
}

/** System. How many collections, of all tenants, are embedded with each model. */
export async function countCollectionsByModel(): Promise<Map<string, number>> {
  const rows = await asSystem((tx) =>
    tx
      .select({ model: collections.embeddingModel, collections: count() })
      .from(collections)
      .groupBy(collections.embeddingModel),
  );
  return new Map(rows.map((row) => [row.model, row.collections]));
}
