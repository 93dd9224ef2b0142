/**
 * Cuts a text into what it's searched by, whatever its language: words, the parts and wholes of identifiers and codes, and pairs of
 * characters where spaces don't tell words apart. Pure.
 */

export interface SplitText {
  /** In the order of the text, so that phrases can be found. Letters, marks and digits, with apostrophes within. */
  words: string[];
  /** Compounds written together, in lower case: `user_id` and `userId` are both "userid". */
  wholes: string[];
}

/** Words with what joins them into one: `user_id`, `std::vector`, `AB-12/34`, `jane@example.com`, `3.4.1`, `C++`. */
const compound =
  /[\p{L}\p{M}\p{N}]+(?:(?:::|->|[-_./:@&'’+])[\p{L}\p{M}\p{N}]+)*(?:\+\+|#(?![\p{L}\p{N}]))?/gu;
const joint = /::|->|[-_./:@&+]/u;
const camelBoundary = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{N})(?=\p{Lu}\p{Ll})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** What is longer is a path or lacks its spaces: nobody asks for it as one. */
const wholePartsMax = 6;
const termCharsMax = 80;

/** Hyphenated words that are written as one, too: e-mail, pre-train. Others as one only lengthen texts (cranfield .385 → .388). */
const prefixed = /^[\p{L}\p{M}'’]{1,3}-[\p{L}\p{M}'’]+$/u;
const hyphenated = /^[\p{L}\p{M}'’]+(?:-[\p{L}\p{M}'’]+)+$/u;

/** 1,000,000 and 1 000 000 with a space that doesn't break. */
const grouped = /(?<![\p{L}\p{N}.,])\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?![\p{L}\p{N}])/gu;
/** 3.14 and 3.4.1. */
const pointed = /^\d+(?:\.\d+)+$/;

export function splitTerms(text: string): SplitText {
  const split: SplitText = { words: [], wholes: [] };
  const plain = text
    .replace(grouped, (number) => number.replaceAll(/\D/g, ""))
    .normalize("NFKC")
    .replaceAll("\u00ad", "");
  const isSpaced = !unspaced.test(plain);
  for (const match of plain.match(compound) ?? []) {
    if (isOnePiece.test(match)) split.words.push(match.slice(0, termCharsMax));
    else if (isSpaced || !unspaced.test(match)) splitCompound(match, split);
    else splitUnspaced(match, split);
  }
  return split;
}

/** Nearly all words: nothing in them could be cut. To look for it in each took half of the time. */
const isOnePiece = /^(?:[A-Za-z]?[a-z]*|[A-Z]+|\d+)$/;

function splitCompound(match: string, { words, wholes }: SplitText): void {
  if (pointed.test(match)) {
    words.push(...prefixesOf(match));
    return;
  }
  const signs = /(?:\+\+|#)$/.exec(match)?.[0] ?? "";
  const parts = match.slice(0, match.length - signs.length).split(joint);
  const pieces = parts
    .flatMap((part) => part.split(camelBoundary))
    .map((piece) => piece.slice(0, termCharsMax));
  // C++ and C#: a letter alone would be left of them.
  if (signs) pieces.push(`${pieces.pop()}${signs === "#" ? "sharp" : "plusplus"}`);
  words.push(...pieces);
  if (pieces.length === 1 || pieces.length > wholePartsMax) return;
  if (hyphenated.test(match) && !prefixed.test(match)) return;
  const whole = parts.join("").replaceAll(/['’]/g, "").toLowerCase();
  if (whole.length <= termCharsMax) wholes.push(whole);
}

/**
 * 3.4.1 is found by "3.4.1", "3.4" and "3", not by "4" or "341". Its points become letters, because Postgres cuts words at
 * points.
 */
function prefixesOf(number: string): string[] {
  const parts = number.split(".");
  return parts.map((_, i) => parts.slice(0, i + 1).join("d"));
}

const eastAsian = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー`;
const southEastAsian = String.raw`\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const hangul = String.raw`\p{Script=Hangul}`;
const unspaced = new RegExp(`[${eastAsian}${southEastAsian}${hangul}]`, "u");
const runs = new RegExp(
  `(?<eastAsian>[${eastAsian}]+)|(?<southEastAsian>[${southEastAsian}][${southEastAsian}\\p{M}]*)|(?<hangul>${hangul}+)|(?:(?![${eastAsian}${southEastAsian}${hangul}]).)+`,
  "gsu",
);
const segmenter = new Intl.Segmenter("und", { granularity: "word" });

/**
 * Scripts without spaces, and Korean, whose particles are written onto words. Chinese and Japanese are indexed by characters and
 * their pairs (xquad-zh nDCG@10: .966; pairs alone .963, ICU's words .960), which no dictionary has to know; Korean by pairs; Thai,
 * Lao, Khmer and Burmese, whose letters mean nothing alone, by ICU's words.
 */
function splitUnspaced(match: string, split: SplitText): void {
  for (const { 0: run, groups } of match.matchAll(runs)) {
    if (groups?.eastAsian) split.words.push(...pairsOf(run, hasMeaning));
    else if (groups?.hangul) split.words.push(...pairsOf(run, () => false));
    else if (groups?.southEastAsian)
      for (const { segment, isWordLike } of segmenter.segment(run)) isWordLike && split.words.push(segment);
    else for (const [part] of run.matchAll(compound)) splitCompound(part, split);
  }
}

const hasMeaning = (character: string) => /\p{Script=Han}/u.test(character);

/** Each character that can stand for itself, and each with the next. */
function pairsOf(run: string, canStandAlone: (character: string) => boolean): string[] {
  const characters = [...run];
  if (characters.length === 1) return characters;
  return characters.flatMap((character, i) => [
    ...(canStandAlone(character) ? [character] : []),
    ...(i + 1 < characters.length ? [`${character}${characters[i + 1]}`] : []),
  ]);
}
