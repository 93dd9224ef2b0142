/** What is known of a document beside its text, as uploads and the API give it: zod schemas. */
import { z } from "zod";
import { documentKinds } from "./search.ts";

export const tagsMax = 20;
export const tagCharsMax = 100;
export const authorCharsMax = 200;
export const titleCharsMax = 300;

/** Without commas, by which forms list them. */
const tagSchema = z
  .string()
  .transform((tag) => tag.replace(/\s+/g, " ").trim())
  .pipe(
    z
      .string()
      .min(1)
      .max(tagCharsMax)
      .regex(/^[^,\p{Cc}]+$/u, "a tag has no comma"),
  );

/** Each once, whatever its case, as it was first written. */
export const tagsSchema = z
  .array(tagSchema)
  .max(tagsMax)
  .transform((tags) => {
    const folded = tags.map((tag) => tag.toLowerCase());
    return tags.filter((_, i) => folded.indexOf(folded[i] ?? "") === i);
  });

/** As a form's field has them: "policy, 2026". */
export const tagListSchema = z
  .string()
  .transform((list) => list.split(",").filter((tag) => tag.trim() !== ""))
  .pipe(tagsSchema);

export const authorSchema = z
  .string()
  .transform((author) => author.replace(/[\s\p{Cc}]+/gu, " ").trim())
  .pipe(z.string().min(1).max(authorCharsMax));

export const languageSchema = z
  .string()
  .regex(/^[a-z]{3}$/, "a language is named by its three letters in ISO 639-3")
  .meta({ description: "ISO 639-3." });

/** A day, as UTC has it. */
export const documentDateSchema = z.iso.date();

export const titleSchema = z
  .string()
  .transform((title) => title.replace(/[\s\p{Cc}]+/gu, " ").trim())
  .pipe(z.string().min(1).max(titleCharsMax));

/** What may be changed of a document that is there; null: not known. */
export const documentChangesSchema = z
  .object({
    title: titleSchema.meta({
      description:
        "Stays when the file is read again, and for new versions. Searches go by it within seconds.",
    }),
    language: languageSchema.nullable().meta({
      description: "ISO 639-3. Null: as its text says. Searches go by it within seconds.",
    }),
    author: authorSchema.nullable(),
    date: documentDateSchema.nullable(),
    tags: tagsSchema,
  })
  .partial()
  .strict()
  .meta({ id: "DocumentChanges" });

export type DocumentChanges = z.infer<typeof documentChangesSchema>;

const countsOf = <Value extends z.ZodType>(value: Value) => z.array(z.object({ value, count: z.int() }));

export const documentFacetsSchema = z
  .object({
    kinds: countsOf(z.enum(documentKinds)),
    languages: countsOf(z.string().meta({ description: "ISO 639-3." })),
    authors: countsOf(z.string()),
    tags: countsOf(z.string()),
    datedFrom: z.iso
      .date()
      .nullable()
      .meta({ description: "The least date that a document bears, or else that of its upload." }),
    datedTo: z.iso.date().nullable(),
  })
  .meta({ id: "DocumentFacets", description: "Most frequent first, at most 200 of each." });
