/** ISO 639-3 by ISO 639-1, of the languages that are analysed by rules of their own, and some that many write in. */
const threeLetters: Record<string, string> = {
  ar: "ara",
  ca: "cat",
  cs: "ces",
  da: "dan",
  de: "deu",
  el: "ell",
  en: "eng",
  es: "spa",
  eu: "eus",
  fi: "fin",
  fr: "fra",
  ga: "gle",
  he: "heb",
  hi: "hin",
  hu: "hun",
  hy: "hye",
  it: "ita",
  ja: "jpn",
  ko: "kor",
  nl: "nld",
  no: "nob",
  pl: "pol",
  pt: "por",
  ro: "ron",
  ru: "rus",
  sl: "slv",
  sv: "swe",
  ta: "tam",
  th: "tha",
  tr: "tur",
  uk: "ukr",
  vi: "vie",
  zh: "cmn",
};

/** ISO 639-3 from a code of two letters or of three, as it's stored with a collection. Throws for anything else. */
export function languageCode(given: string): string {
  const code = given.toLowerCase();
  const found = /^[a-z]{3}$/.test(code) ? code : threeLetters[code];
  if (!found) throw new Error(`“${given}” is no language code. Give one of ISO 639-1 or 639-3: de, deu.`);
  return found;
}
