/** What the HTTP API takes and gives of sources, as zod schemas. */
import { z } from "zod";
import { sourceConfigSchema, sourceRunStatuses } from "./document.ts";

export const bucketCredentialsSchema = z
  .object({
    accessKeyId: z.string().trim().min(1).max(200),
    secretAccessKey: z.string().trim().min(1).max(500),
    sessionToken: z.string().trim().max(5000).optional(),
  })
  .meta({ id: "BucketCredentials", description: "Kept encrypted, and shown to nobody." });
export type BucketCredentials = z.infer<typeof bucketCredentialsSchema>;

const name = z.string().trim().min(1).max(100);
const schedule = z
  .string()
  .trim()
  .max(100)
  .nullable()
  .meta({ description: "Five cron fields in UTC, such as 0 6 * * 1; null is by hand only." });

export const newSourceSchema = z
  .object({
    collection: z.string().min(1).max(100).meta({ description: "Name or id." }),
    name,
    config: sourceConfigSchema,
    schedule: schedule.default(null),
    isEnabled: z.boolean().default(true).meta({ description: "False pauses the schedule." }),
    credentials: bucketCredentialsSchema.optional(),
  })
  .meta({ id: "NewSource" });

export const sourceChangesSchema = z
  .object({
    name: name.optional(),
    config: sourceConfigSchema.optional().meta({ description: "Of the same kind as before." }),
    schedule: schedule.optional(),
    isEnabled: z.boolean().optional(),
    credentials: bucketCredentialsSchema.nullable().optional().meta({ description: "Null forgets them." }),
  })
  .meta({ id: "SourceChanges" });

const problemSchema = z.object({
  key: z.string().meta({ description: "The item's address: a URL, a path, an object's key." }),
  code: z.string(),
  message: z.string(),
});

export const sourceRunSchema = z
  .object({
    id: z.uuid(),
    sourceId: z.uuid(),
    trigger: z.enum(["schedule", "manual"]),
    status: z.enum(sourceRunStatuses),
    added: z.int(),
    changed: z.int(),
    removed: z.int(),
    unchanged: z.int(),
    skipped: z.int(),
    problems: z.array(problemSchema).meta({ description: "The first hundred." }),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "SourceRun" });

export const sourceSchema = z
  .object({
    id: z.uuid(),
    collectionId: z.uuid(),
    name: z.string(),
    config: sourceConfigSchema,
    hasCredentials: z.boolean(),
    schedule: z.string().nullable(),
    isEnabled: z.boolean(),
    nextRunAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    documentCount: z.int(),
    lastRun: sourceRunSchema
      .omit({ problems: true })
      .extend({ problemCount: z.int() })
      .nullable()
      .meta({ id: "LastSourceRun" }),
  })
  .meta({ id: "Source" });
