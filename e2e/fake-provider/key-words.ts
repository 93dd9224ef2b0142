const functionWords = new Set(
  `a about after all also am an and any are as at be because been before being between both but by can could did do
  does doing for from get gets give given go had has have he her hers him his how i if in into is it its just many may
  me might more most much must my no nor not of off on one only or other our out over own please said say says shall she
  should so some such tell than that the their them then there these they this those through to too under up us very was
  we were what when where which while who whom whose why will with would you your`.split(/\s+/),
);

const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** The words of a text in reading order, as they stand, without punctuation; also for scripts that don't space words. */
export function wordsOf(text: string): string[] {
  return [...segmenter.segment(text)].filter((piece) => piece.isWordLike).map((piece) => piece.segment);
}

/**
 * A word in the form in which two texts are compared: lower case, common English endings off, so that "approved",
 * "approves" and "approval" meet. `undefined` for words that carry no content ("the", "which").
 */
export function keyWordOf(word: string): string | undefined {
  const plain = word
    .toLowerCase()
    .replace(/['’]s$/, "")
    .replaceAll("’", "'");
  if (functionWords.has(plain)) return undefined;
  if (plain.length <= 4) return plain.replace(/(?<=\p{L}{2}[^s])s$/u, "");
  return plain.replace(/(?:ies|ing|ed|es|al|s|e|y)$/, "");
}

/** The distinct key words of a text, in order of first appearance. */
export function keyWordsOf(text: string): Set<string> {
  return new Set(wordsOf(text).flatMap((word) => keyWordOf(word) ?? []));
}
