/** Accents as glyphs of their own, as TeX draws them over the letter before or after, and what they make of a letter. */
const combining: Record<string, string> = {
  "\u00b4": "\u0301",
  "\u0060": "\u0300",
  "\u00a8": "\u0308",
  "\u02c6": "\u0302",
  "\u02dc": "\u0303",
  "\u00af": "\u0304",
  "\u02da": "\u030a",
  "\u02c7": "\u030c",
  "\u02d8": "\u0306",
  "\u00b8": "\u0327",
};
/** In font sizes: how far back the pen goes to draw one over the other. */
const overlapMin = 0.12;
const overlapMax = 1;

/** Whether a glyph stands over the last one so that one is the other's accent. */
export function overlapsAsAccent(text: string, glyph: string, gap: number): boolean {
  if (gap > -overlapMin || gap < -overlapMax) return false;
  const last = text.at(-1) ?? "";
  return last in combining ? /^\p{L}/u.test(glyph) : glyph in combining && /\p{L}/u.test(last);
}

/** The text with a glyph that is an accent on its last letter, or the letter to its last accent. */
export function joinAccent(text: string, glyph: string): string {
  const last = text.at(-1) ?? "";
  const accent = combining[last];
  const [letter, ...rest] = accent ? glyph : last;
  const accented = `${dotless[letter ?? ""] ?? letter}${accent ?? combining[glyph]}`.normalize("NFC");
  return text.slice(0, -1) + accented + rest.join("");
}

const dotless: Record<string, string> = { ı: "i", ȷ: "j" };
