/**
 * What operators set up on the models page, as a snapshot in memory: the catalog is asked many times in a turn and can't wait for
 * the database. `renewProviders` is called before each turn and each job, and a change holds in every process within two seconds.
 *
 * Precedence: a provider of the environment goes before one of the same name from the page, whole, so that a key never serves under
 * another's address. A model that does a job is the workspace's choice, else the environment's, else the page's.
 */
import { loadProviderSettings, type ModelRoles, type ProviderSettings } from "../../db/model-providers.ts";
import { env } from "../env.ts";
import { log } from "../log.ts";
import { openSecret } from "../seal.ts";
import { type Connection, environmentConnection } from "./environment-providers.ts";
import { listedModels, withCacheWrites } from "./listed-models.ts";
import { type Capability, type ModelKind, type ModelSpec, modelSpec } from "./model-spec.ts";

/** What keys of providers are sealed for. */
export const providerKeyPurpose = "model provider";

const renewAfterMs = 2_000;

interface OperatorProvider extends Connection {
  name: string;
  models: ModelSpec[];
}

interface Snapshot {
  providers: OperatorProvider[];
  roles: ModelRoles;
  /** By `performance.now()`; of a try that failed, too, so that a database that is down isn't asked all the time. */
  renewedAt: number;
  renewing: Promise<void> | undefined;
}

/** `globalThis` because Next may load this module more than once in a process. */
const shared = globalThis as { lecternProviders?: Snapshot };
shared.lecternProviders ??= {
  providers: [],
  roles: {},
  renewedAt: Number.NEGATIVE_INFINITY,
  renewing: undefined,
};
const snapshot = shared.lecternProviders;

/**
 * Brings the snapshot up to date: at most one query every two seconds, shared by all who wait. Never throws: where the database
 * can't be asked, what was known still holds, and it's logged. `isUrgent`: after a change that this process made.
 */
export async function renewProviders({ isUrgent = false } = {}): Promise<void> {
  if (!env().DATABASE_URL) return; // tools and tests without a database go by the environment
  if (isUrgent)
    await snapshot.renewing; // it may have read what was there before the change
  else if (performance.now() - snapshot.renewedAt < renewAfterMs) return;
  snapshot.renewing ??= load().finally(() => {
    snapshot.renewing = undefined;
  });
  await snapshot.renewing;
}

async function load(): Promise<void> {
  try {
    const { providers, roles } = await loadProviderSettings();
    snapshot.providers = providers.flatMap((provider) => usable(provider) ?? []);
    snapshot.roles = roles;
  } catch (error) {
    log.warn({ err: error }, "the providers of the models page could not be read: the last known are used");
  }
  snapshot.renewedAt = performance.now();
}

/** Null for one whose key can't be opened: it could only be refused. */
function usable(provider: ProviderSettings["providers"][number]): OperatorProvider | null {
  const { name, kind: api, baseUrl, sealedKey, residency, concurrencyMax, chaosShare } = provider;
  try {
    const apiKey = sealedKey === null ? undefined : openSecret(sealedKey, providerKeyPurpose);
    const models = provider.models.map(({ cachedInputPrice, callPrice, ...model }) => {
      const listed = listedModels.find((other) => other.provider === api && other.name === model.name);
      const spec = modelSpec({
        ...model,
        provider: name,
        residency,
        cachedInputPrice: cachedInputPrice ?? undefined,
        callPrice: callPrice ?? undefined,
        capabilities: capabilitiesOf(listed, provider),
      });
      return listed?.cacheWritePrice === undefined ? spec : withCacheWrites(spec);
    });
    return { name, api, apiKey, baseUrl, residency, concurrencyMax, chaosShare, models };
  } catch (error) {
    log.warn({ err: error, provider: name }, "a provider's key can't be opened: it isn't used");
    return null;
  }
}

/** What the catalog knows of it, and what its operator says; models that reason refuse to tell of tokens. */
function capabilitiesOf(
  listed: ModelSpec | undefined,
  { givesLogprobs }: { givesLogprobs: boolean },
): readonly Capability[] | undefined {
  const known = listed?.capabilities;
  return givesLogprobs && !known?.includes("reasoning") ? [...(known ?? []), "logprobs"] : known;
}

/** Models of the providers that operators added, in their order. Those whose name the environment has taken aren't among them. */
export function operatorModels(): ModelSpec[] {
  return snapshot.providers.flatMap(({ models }) =>
    models.filter(({ provider, kind }) => !environmentConnection(provider, kind)),
  );
}

/** Which model an operator chose for each job. */
export function operatorRoles(): ModelRoles {
  return snapshot.roles;
}

/** How this model's provider is reached; undefined where nobody has set it up. Holds a key: never log it. */
export function connectionOf({
  provider,
  kind,
}: Pick<ModelSpec, "provider" | "kind">): Connection | undefined {
  return environmentConnection(provider, kind) ?? snapshot.providers.find(({ name }) => name === provider);
}

/** What goes for calls to a provider of this name, whatever the model: how many at a time, and the share that fails on purpose. */
export function callLimitsOf(
  provider: string,
  kind: ModelKind = "chat",
): Pick<Connection, "concurrencyMax" | "chaosShare"> {
  const { concurrencyMax = null, chaosShare = 0 } = connectionOf({ provider, kind }) ?? {};
  return { concurrencyMax, chaosShare };
}

/** Providers that an operator lets fail, with the share of calls: for warning of it while it's on. */
export function failingOnPurpose(): { name: string; share: number }[] {
  return snapshot.providers.flatMap(({ name, chaosShare: share }) => (share > 0 ? [{ name, share }] : []));
}
