import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { env } from "../../../lib/env.ts";

const run = promisify(execFile);
const startTimeoutMs = 10_000;

export interface Tesseract {
  command: string;
  /** "tesseract 5.3.0" */
  name: string;
  /** What it's asked to read, as it wants them: "deu+eng". */
  languages: string;
  /** Whether it can tell how a page is turned, which takes a model of its own. */
  canTurnPages: boolean;
  /** Languages that were asked for and aren't installed, in a sentence. */
  warning: string | null;
}

const found = new Map<string, Tesseract>();

/**
 * The tesseract on the PATH with the languages of OCR_LANGUAGES, or those of them that are installed; null where there is none.
 * Looked for until it's found, then remembered.
 */
export async function findTesseract(command = "tesseract"): Promise<Tesseract | null> {
  const wanted = env().OCR_LANGUAGES;
  const key = `${command} ${wanted}`;
  const known = found.get(key);
  if (known) return known;
  const tesseract = await askTesseract(command, wanted);
  if (tesseract) found.set(key, tesseract);
  return tesseract;
}

/** Asks a tesseract what it is and chooses among its languages; null where it doesn't answer or has no language at all. */
export async function askTesseract(command: string, wanted: string): Promise<Tesseract | null> {
  const ask = (question: string) =>
    run(command, [question], { timeout: startTimeoutMs }).then(
      ({ stdout, stderr }) => stdout || stderr,
      () => null,
    );
  const [version, list] = await Promise.all([ask("--version"), ask("--list-langs")]);
  if (version === null || list === null) return null;
  const installed = list
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.trim())
    .filter(Boolean);
  const chosen = chooseLanguages(wanted, installed);
  if (!chosen) return null;
  const name = /tesseract v?\d[\w.]*/.exec(version)?.[0] ?? "tesseract";
  return { command, name, ...chosen, canTurnPages: installed.includes("osd") };
}

/** Not languages, though listed as such: how a page is turned, and equations. */
const notLanguages = new Set(["osd", "equ"]);

/** The languages to read with: those wanted that are installed, else English, else all there are; null where there are none. */
export function chooseLanguages(
  wanted: string,
  installed: string[],
): Pick<Tesseract, "languages" | "warning"> | null {
  const usable = installed.filter((language) => !notLanguages.has(language));
  if (usable.length === 0) return null;
  const asked = [...new Set(wanted.split(/[+,\s]+/).filter(Boolean))];
  const missing = asked.filter((language) => !usable.includes(language));
  const present = asked.filter((language) => usable.includes(language));
  const fallback = usable.includes("eng") ? ["eng"] : usable;
  const languages = (present.length > 0 ? present : fallback).join("+");
  if (missing.length === 0) return { languages, warning: null };
  const warning = `OCR has no language pack for ${missing.join(", ")}. Scanned text was read as ${languages}.`;
  return { languages, warning };
}
