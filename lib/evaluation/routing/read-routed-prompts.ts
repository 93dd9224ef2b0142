import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";

const promptSchema = z.object({
  id: z.string(),
  benchmark: z.string(),
  subject: z.string(),
  prompt: z.string(),
  weak_correct: z.boolean(),
  strong_correct: z.boolean(),
  /** Known to have been among what the models were trained on. */
  contaminated: z.boolean().default(false),
});

/** A prompt that a weak and a strong model answered. */
export interface RoutedPrompt {
  id: string;
  benchmark: string;
  subject: string;
  prompt: string;
  /** 1 for a right answer. */
  weak: number;
  strong: number;
}

/** The prompts of a JSONL file, each text once and those known to models left out, and a hash that tells files apart. */
export async function readRoutedPrompts(path: string): Promise<{ prompts: RoutedPrompt[]; hash: string }> {
  const file = await readFile(path, "utf8");
  const rows = file
    .split("\n")
    .filter(Boolean)
    .map((line) => promptSchema.parse(JSON.parse(line)));
  const byText = new Map(rows.filter((row) => !row.contaminated).map((row) => [textKey(row.prompt), row]));
  const prompts = [...byText.values()].map(
    ({ weak_correct, strong_correct, contaminated: _, ...prompt }): RoutedPrompt => ({
      ...prompt,
      weak: Number(weak_correct),
      strong: Number(strong_correct),
    }),
  );
  return { prompts, hash: createHash("sha256").update(file).digest("hex").slice(0, 16) };
}

/** The same for texts that differ only in case and punctuation. */
export const textKey = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ");
