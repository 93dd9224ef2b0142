/** A character of a script that is written from right to left. */
export const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\ufb1d-\ufdff\ufe70-\ufeff]/u;

/**
 * The text of a line from its glyphs as they stand on the page, from left to right: glyphs of right-to-left scripts the other
 * way round, words and numbers of other scripts as they are. Each glyph keeps its own text as it is: a ligature's letters are
 * already in reading order.
 */
export function toReadingOrder(glyphs: string[]): string {
  const ordered = glyphs.map((glyph) => ({ glyph, kind: kindOf(glyph) }));
  const kinds = ordered.map(({ kind }) => kind).join("");
  const isRightToLeft = count(kinds, "R") >= count(kinds, "L");
  // What keeps its order in a line of the other direction: words with what's between them, numbers with their points and signs.
  const islands = isRightToLeft ? /L(?:[LNSW]*[LN])?|N(?:S?N)*/g : /R(?:[RSW]*R)?/g;
  const parts: string[] = [];
  let at = 0;
  for (const { 0: island, index } of kinds.matchAll(islands)) {
    parts.push(...glyphs.slice(at, index));
    const inside = glyphs.slice(index, index + island.length);
    parts.push((isRightToLeft ? inside : inside.reverse()).join(""));
    at = index + island.length;
  }
  parts.push(...glyphs.slice(at));
  return (isRightToLeft ? parts.reverse() : parts).join("");
}

/** R: right to left; L: another script's letter; N: a digit; S: what stands within numbers; W: anything else. */
function kindOf(glyph: string): string {
  if (/\p{N}/u.test(glyph)) return "N";
  if (rightToLeft.test(glyph) || /^\p{M}+$/u.test(glyph)) return "R";
  if (/\p{L}/u.test(glyph)) return "L";
  return /^[.,:/+%-]$/.test(glyph) ? "S" : "W";
}

const count = (kinds: string, kind: string) => kinds.split(kind).length - 1;
