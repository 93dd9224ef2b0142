/** Chinese and Norwegian are told apart by their dialects' codes, of which the browser names some in its own way. */
const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

/** A language in English words by its ISO 639-3 code; the code itself where it has no name here. */
export function languageName(code: string | null): string {
  if (code === null || code === "und") return "not recognised";
  return names.of(code) ?? code;
}
