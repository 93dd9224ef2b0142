import type { FoundSpan } from "./guard-finding.ts";

const word = String.raw`\p{Lu}[\p{L}'’.-]*`;
const number = String.raw`\d{1,5}(?:[ ]?[-/][ ]?\d{1,4})?[ ]?\p{L}?(?![\p{L}\d])`;
/** Words that name a street, before its name or after it, and endings that do. */
const after = inEitherCase(
  "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|way|highway|hwy|parkway|pkwy|crescent|close|row|alley|circle|trail|gate|utca|u|út|tér|sokak|caddesi|ulica|ul|cesta|katu|tie|vej|vei|gate|gatan|väg|vägen|straat|weg|laan|str|allee|platz|gasse",
);
const before = inEitherCase(
  "rua|avenida|av|calle|c/|carrer|plaza|paseo|via|viale|corso|piazza|rue|avenue|boulevard|place|chemin|allée|quai|ul|ulica|al|aleja|str|strada|calea|ulitsa|ulice|praça|travessa|passeig|camino|impasse|route",
);
const ending =
  "stra(?:ß|ss)e|str\\.?|weg|platz|gasse|allee|ufer|damm|straat|laan|plein|gracht|gatan|gata|vägen|väg|vegen|veien|vej|gade|katu|tie|kuja|utca";
const particles =
  "(?:(?:de|da|das|do|dos|degli|del|della|delle|di|du|des|la|le|les|el|los|las|van|von|der|den|und|and|of|the|i|y|e|a|al|im|am|zum|zur|na|u)[ ])";

const numberFirst = String.raw`${number}[ ]+(?:${word}[ ]+|${particles}|\d{1,3}(?:st|nd|rd|th)[ ]+){0,5}(?:${after})\b\.?(?:[ ]\d{1,4}\b)?`;
const streetFirst = String.raw`(?:${before})\.?[ ]+(?:${particles})*${word}(?:[ ]+${particles}*${word}){0,4},?[ ]+(?:n[º°o]\.?[ ]?)?${number}`;
const compound = String.raw`(?:${number}[ ]+)?(?:${word}[ ]+){0,2}\p{Lu}[\p{L}.-]*(?:${ending})[ ]+${number}`;
const street = `(?<![\\p{L}\\d])(?:${[numberFirst, streetFirst, compound].join("|")})`;
/** After the street: a flat, a town, a state, a post code, a country, each behind a comma or on a line of its own. */
const flat = String.raw`(?:[Ss]uite|SUITE|[Aa]pt\.?|APT\.?|[Aa]partment|[Uu]nit|[Ff]loor|[Ff]lat|[Rr]oom|#|P\.?O\.? Box)[ ]?[#\d][\p{L}\d-]{0,5}`;
const code = String.raw`(?:[A-Z]{1,2}[- ])?\d{4,6}(?:-\d{3,4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}`;
const town = `${word}(?:[ -](?:${particles})?${word}){0,3}`;
const more = String.raw`(?:[ ]*[,\n][ ,\n]*(?:${flat}|(?:${code})(?:[ ]+${town})?|${town}(?:,?[ ]+[A-Z]{2})?(?:,?[ ]+(?:${code}))?|[A-Z]{2}[ ]+(?:${code}))(?![\p{L}\d@]))`;
const pattern = new RegExp(`${street}(?:[ ]+${flat})?${more}{0,5}`, "gu");
const box = new RegExp(String.raw`(?<![\p{L}\d])P\.?[ ]?O\.?[ ]Box[ ]\d+${more}{0,3}`, "gu");
/** A flat on a line of its own, a military address, a post code that is called one. */
const parts = new RegExp(
  String.raw`(?<=^[^\p{L}\d\n]*)${flat}${more}{0,3}(?=\s*$)|(?<![\p{L}\d])(?:(?:PSC|Unit|USS|USNS|USCGC)[ ][\p{L}\d]+(?:,?[ ]Box[ ]\d+)?[, \n]+)?(?:APO|FPO|DPO)[ ](?:AA|AE|AP)[ ]\d{5}|(?<=\b(?:[Zz][Ii][Pp](?: ?[Cc]ode)?|[Pp]ost(?:al|leit)?[ ]?(?:[Cc]ode|zahl)|PLZ)\b[^\d\n]{0,12})(?:${code})(?![\p{L}\d])`,
  "gmu",
);
/** What is called an address, and begins with a number or ends with one. */
const called = new RegExp(
  String.raw`(?<=\b(?:[Aa]ddress|live[sd]? (?:at|on|in)|reside[sd]? at|sent? (?:it )?to|located at|deliver(?:ed)? to|ship(?:ped)? to|[Aa]dresse|[Aa]nschrift|[Dd]irección|[Ii]ndirizzo|[Ee]ndereço)\b[^\n\d.!?]{0,40}?[:\s]\s*)${number}[ ]+(?:\d{1,4}[ ]+)?(?:[\p{L}'’.-]+[ ]+){0,5}[\p{L}\d'’./-]+${more}{0,5}`,
  "gu",
);

/** The alternatives with a small or a large first letter, or all large: the letters after them mustn't be taken in either case. */
function inEitherCase(words: string): string {
  return words
    .split("|")
    .flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()])
    .join("|");
}

/** Postal addresses as far as their form tells: a number with a street's word, what is called an address, post boxes; and the lines after it. */
export function findPostalAddresses(text: string): FoundSpan<"address">[] {
  if (!/\d/.test(text)) return [];
  return [pattern, box, parts, called].flatMap((form) =>
    Array.from(text.matchAll(form), (match) => {
      const end = match.index + match[0].trimEnd().length;
      return { type: "address" as const, start: match.index, end };
    }),
  );
}
