/** What the HTTP API takes of providers of models, as zod schemas. */
import { z } from "zod";

export const providerKinds = [
  "openai",
  "anthropic",
  "google",
  "cohere",
  "voyage",
  "jina",
  "openai-compatible",
] as const;
export type ProviderKind = (typeof providerKinds)[number];

/** Names that mean something else in a model's id, or in its place. */
const reservedNames = ["builtin", "local", "auto", "none", "lectern"];

const price = z.number().min(0).max(10_000);

/** A model of a provider. Prices that are left out are those of the catalog, or guessed on the high side. */
const providerModelSchema = z.object({
  kind: z.enum(["chat", "embedding", "rerank", "moderation"]),
  name: z.string().trim().min(1).max(150),
  contextTokens: z.number().int().min(256).max(100_000_000).optional(),
  inputPrice: price.optional(),
  outputPrice: price.optional(),
  cachedInputPrice: price.nullish(),
  callPrice: price.nullish(),
  dimensions: z.number().int().min(1).max(4000).optional(),
});
export type GivenModel = z.infer<typeof providerModelSchema>;

const models = z
  .array(providerModelSchema)
  .max(200)
  .refine((given) => new Set(given.map(({ kind, name }) => `${kind} ${name}`)).size === given.length, {
    message: "name each model once.",
  });

/** Spaces and line breaks come along when a key is copied; what is left stands in a header. */
const key = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .regex(/^[\x21-\x7e]+$/, "a key has no spaces and no letters beyond ASCII.");

/** A server's address, up to the part before `/models` or `/chat/completions`. */
const baseUrl = z
  .string()
  .trim()
  .max(500)
  .transform((given) => given.replace(/\/+$/, ""))
  .refine(isServerAddress, "an http or https address without user name, query and fragment.");

function isServerAddress(given: string): boolean {
  const url = URL.parse(given);
  if (!url || !["http:", "https:"].includes(url.protocol)) return false;
  return !url.username && !url.password && !url.search && !url.hash;
}

const settings = {
  baseUrl: baseUrl.nullable(),
  key: key.nullable(),
  residency: z.enum(["local", "external"]),
  concurrencyMax: z.number().int().min(1).max(10_000).nullable(),
  chaosShare: z.number().min(0).max(1),
  givesLogprobs: z.boolean(),
  models,
};

export const newProviderSchema = z
  .object({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "up to 40 lower-case letters, digits and hyphens."),
    kind: z.enum(providerKinds),
    baseUrl: settings.baseUrl.default(null),
    key: settings.key.default(null),
    residency: settings.residency.default("external"),
    concurrencyMax: settings.concurrencyMax.default(null),
    chaosShare: settings.chaosShare.default(0),
    givesLogprobs: settings.givesLogprobs.default(false),
    models: settings.models.default([]),
  })
  .superRefine(({ name, kind, baseUrl: address }, context) => {
    const isAnotherKind = providerKinds.some((other) => other === name && other !== kind);
    if (reservedNames.includes(name) || isAnotherKind)
      context.addIssue({
        code: "custom",
        path: ["name"],
        message: `“${name}” already means something else.`,
      });
    if (kind === "openai-compatible" && address === null)
      context.addIssue({
        code: "custom",
        path: ["baseUrl"],
        message: "a server of one's own needs its address.",
      });
  });
export type NewProvider = z.infer<typeof newProviderSchema>;

/** What isn't given stays. `key`: null forgets it. */
export const providerChangesSchema = z.object({ ...settings, isEnabled: z.boolean() }).partial();

/** A provider that isn't stored yet, to see whether it can be reached. */
export const providerCheckSchema = z.object({
  kind: z.enum(providerKinds),
  baseUrl: settings.baseUrl.default(null),
  key: settings.key.default(null),
});
