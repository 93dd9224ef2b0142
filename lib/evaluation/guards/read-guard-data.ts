import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readFeatures, type TextFeatures } from "../../guards/injection/read-features.ts";
import { splitSentences } from "../../split-sentences.ts";

export interface GuardPrompt {
  id: string;
  source: string;
  isAttack: boolean;
  text: string;
  features: TextFeatures;
}

export interface HiddenInstruction {
  id: string;
  context: string;
  /** The sentence that was put in; null for a clean context. */
  attack: string | null;
  attackType: string | null;
}

/** The labelled prompts of a folder: `prompts.jsonl` of {id, source, label, text}, where every label but `benign` is an attack. */
export async function readGuardPrompts(folder: string): Promise<GuardPrompt[]> {
  const rows = await readLines<{ id: string; source: string; label: string; text: string }>(
    join(folder, "prompts.jsonl"),
  );
  return rows.map(({ id, source, label, text }) => ({
    id,
    source,
    isAttack: label !== "benign",
    text,
    features: readFeatures(text),
  }));
}

/** Documents with and without an instruction in them: `indirect.jsonl` of {id, context, attack, attack_type}. */
export async function readHiddenInstructions(folder: string): Promise<HiddenInstruction[]> {
  const rows = await readLines<Omit<HiddenInstruction, "attackType"> & { attack_type: string | null }>(
    join(folder, "indirect.jsonl"),
  );
  return rows.map(({ id, context, attack, attack_type }) => ({
    id,
    context,
    attack,
    attackType: attack_type,
  }));
}

/** Questions that people asked of documents, by data set: harmless all of them. Folders that aren't there are left out. */
export async function readDocumentQuestions(data: string, files: string[], max: number): Promise<string[]> {
  const read = files.map(async (file) => {
    const rows = await readLines<{ text?: string; question?: string }>(join(data, file)).catch(() => []);
    return rows.slice(0, max).map(({ text, question }) => text ?? question ?? "");
  });
  return (await Promise.all(read)).flat().filter(Boolean);
}

/** Texts of documents, every n-th of a corpus up to `max` of each. Folders that aren't there are left out. */
export async function readDocumentTexts(data: string, sets: string[], max: number): Promise<string[]> {
  const read = sets.map(async (set) => {
    const rows = await readLines<{ text: string }>(join(data, "retrieval", set, "corpus.jsonl")).catch(
      () => [],
    );
    const step = Math.max(1, Math.floor(rows.length / max));
    return rows
      .filter((_, i) => i % step === 0)
      .slice(0, max)
      .map(({ text }) => text);
  });
  return (await Promise.all(read)).flat();
}

export const sentencesOf = (text: string) =>
  splitSentences(text).map((sentence) => sentence.text.slice(0, 400));

async function readLines<Row>(file: string): Promise<Row[]> {
  const text = await readFile(file, "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
}
