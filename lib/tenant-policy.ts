/** What a tenant's admins decide about models, budgets, guards, checks, records, memory and alerts. Client-safe; kept as one JSON value (db/tenant-policy.ts). */
import { z } from "zod";

const share = z.number().min(0).max(1);
const modelId = z.string().max(200);

export const tenantPolicySchema = z.object({
  models: z
    .object({
      /** Ids that may be used; null: all that the operator has set up. The built-in models always may. */
      allowed: z.array(modelId).max(200).nullable().default(null),
      /** Nothing leaves this installation: only models whose residency is `local`. */
      isOnPremisesOnly: z.boolean().default(false),
      /** What does each job; null: what the environment or an operator chose. `none` for rerank leaves the search's order. */
      roles: z
        .object({
          chat: modelId.nullable().default(null),
          embedding: modelId.nullable().default(null),
          rerank: modelId.nullable().default(null),
          moderation: modelId.nullable().default(null),
          judge: modelId.nullable().default(null),
        })
        .prefault({}),
      /** The two ends of routing by difficulty; null: chosen by price from what is allowed. */
      cheap: modelId.nullable().default(null),
      strong: modelId.nullable().default(null),
      /** Off: the first allowed model answers everything. */
      routesByDifficulty: z.boolean().default(true),
      /**
       * How difficult a question must be, 0 to 1, for the strong model; lower is dearer and better. The default is the lowest of .5, .55, … at
       * which the cost bench's development questions cost less than a quarter of the naive program's spend: .198, and .270 at .7.
       */
      strongFrom: share.default(0.75),
      /**
       * How sure a model must be of its answer, 0 to 1 (lib/models/token-confidence.ts); below it a stronger one is asked, too. 0: no model
       * is asked how sure it is. That's the default, since asking again by what the check of sentences finds was worth little more than
       * chance between models of 7B (`npm run eval -- confidence`), and by this it wasn't measured.
       */
      confidenceMin: share.default(0),
      /** Shares of the questions that go to a model whatever their difficulty, to compare models. The rest is routed. */
      split: z.array(z.object({ modelId, share })).max(10).default([]),
      /** Questions and evidence with personal data go to a local model where there is one. */
      keepsPersonalDataLocal: z.boolean().default(false),
    })
    .prefault({}),
  budget: z
    .object({
      /** What answers when a budget is used up. */
      onExhausted: z.enum(["refuse", "extractive", "cheapest"]).default("refuse"),
      /** Where a used-up budget refuses: batches wait for it to start anew. Off: their questions fail. */
      batchesWait: z.boolean().default(true),
      /** The share of a cap at which admins are warned. */
      warnShare: share.default(0.8),
      /** The most that one question may cost, in millionths of a US dollar: what would be dearer is written shorter. Null: no such limit. */
      requestMicroUsdMax: z.int().min(1).max(1e12).nullable().default(null),
    })
    .prefault({}),
  guards: z
    .object({
      /** What happens to a question that looks like an attack on the model. `flag` logs it and answers. */
      onInjection: z.enum(["ignore", "flag", "refuse"]).default("refuse"),
      /** Personal data in a question: kept, noted, masked before a model sees it, or refused. */
      onPersonalData: z.enum(["ignore", "flag", "mask", "refuse"]).default("ignore"),
      /** Personal data in an answer. */
      masksPersonalDataInAnswers: z.boolean().default(false),
      /** Keys and passwords in an answer. */
      masksSecretsInAnswers: z.boolean().default(true),
      /** Hosts that links and pictures in answers may lead to, `*.example.com` included. Other addresses are shown as text. */
      linkHosts: z.array(z.string().max(253)).max(200).default([]),
      /** Ask the provider's moderation, where one is configured. */
      usesModeration: z.boolean().default(false),
    })
    .prefault({}),
  checks: z
    .object({
      /** The least share of an answer's checked sentences that must be supported, 0 to 1. 0: sentences are marked and that's all. */
      supportMin: share.default(0),
      /** What happens below it. */
      onUnsupported: z.enum(["mark", "stronger", "extractive"]).default("mark"),
      /** Have a model judge sentences that the lexical check can't decide. */
      usesJudge: z.boolean().default(false),
    })
    .prefault({}),
  records: z
    .object({
      /** Whether admins may read what was asked and answered: not at all, without personal data and secrets, or as it was. */
      texts: z.enum(["none", "redacted", "full"]).default("none"),
      /** After which such texts are deleted. */
      textDays: z.int().min(1).max(3650).default(30),
    })
    .prefault({}),
  memory: z
    .object({
      /** Whether people may have things remembered over conversations. Each decides for oneself, and the default is no. */
      isOffered: z.boolean().default(true),
    })
    .prefault({}),
  alerts: z
    .object({
      /** Who is told by e-mail, where the operator has set up a mail server. */
      emails: z.array(z.email()).max(20).default([]),
      /** Posted to, signed, as JSON. */
      webhookUrl: z.url().max(2000).nullable().default(null),
      /** Another one is another secret to sign webhooks with (lib/webhook-signature.ts). */
      webhookSecretGeneration: z.int().min(1).max(1e6).default(1),
      /** A budget past the share that `budget.warnShare` names. */
      onBudget: z.boolean().default(true),
      /** An hour that costs more than twice what the same hour of the last seven days did on average. */
      onAnomaly: z.boolean().default(true),
      /** A question that cost more, in millionths of a US dollar. Null: none is too dear. */
      requestMicroUsd: z.int().min(1).max(1e12).nullable().default(null),
    })
    .prefault({}),
});
export type TenantPolicy = z.infer<typeof tenantPolicySchema>;
/** What holds where nobody has decided anything. */
export const defaultTenantPolicy: TenantPolicy = tenantPolicySchema.parse({});

/** Settings to change, by part: a part or a setting that isn't named stays as it is. */
export type TenantPolicyChanges = { [Part in keyof TenantPolicy]?: Partial<TenantPolicy[Part]> };

/** Reads changes without filling in what they leave out; a name that is no setting is an issue, since a typo would change nothing. */
export const tenantPolicyChangesSchema = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .transform((given, context): TenantPolicyChanges => {
    const read = tenantPolicySchema.safeParse(given);
    for (const { path, message } of read.error?.issues ?? [])
      context.addIssue({ code: "custom", path, message });
    if (!read.success) return z.NEVER;
    const whole: Record<string, Record<string, unknown>> = read.data;
    const pick = (part: string, setting: string) => {
      const value = whole[part]?.[setting];
      if (value === undefined)
        context.addIssue({ code: "custom", path: [part, setting], message: "there is no such setting." });
      return [setting, value];
    };
    const changes = Object.entries(given).map(([part, settings]) => [
      part,
      Object.fromEntries(Object.keys(settings).map((setting) => pick(part, setting))),
    ]);
    return Object.fromEntries(changes);
  });

/** The policy after these changes. */
export function applyPolicyChanges(policy: TenantPolicy, changes: TenantPolicyChanges): TenantPolicy {
  const { models, budget, guards, checks, records, memory, alerts } = policy;
  return tenantPolicySchema.parse({
    models: { ...models, ...changes.models },
    budget: { ...budget, ...changes.budget },
    guards: { ...guards, ...changes.guards },
    checks: { ...checks, ...changes.checks },
    records: { ...records, ...changes.records },
    memory: { ...memory, ...changes.memory },
    alerts: { ...alerts, ...changes.alerts },
  });
}
