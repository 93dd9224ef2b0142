import { acceptedExtensions } from "../media-types.ts";

const endings = acceptedExtensions.map((extension) => extension.slice(1).replaceAll(/\W/g, "\\$&")).join("|");
const article = "(?:the|our|my|dem|der|den|das|im)";
const noun =
  "(?:documents?|files?|reports?|papers?|articles?|books?|manuals?|guides?|handbooks?|policy|contracts?|dokument|datei|bericht)";
const lead = `(?:${article}\\s+)?(?:${noun}\\s+)?`;
const strongCue = "(?:according to|as (?:stated|described|defined) in|based on|laut|gemäß)";
const cue = `(?:${strongCue}|(?:stated|described|mentioned|defined|written) in|in|from|per|aus)`;
const doing = "(?:does|do|did)";
const says =
  "(?:say|says|state|states|mention|mentions|define|defines|describe|describes|tell us|recommend|recommends|require|requires)";
const fileName = `(?<name>[\\p{L}\\p{N}_][\\p{L}\\p{N}_.()+-]*\\.(?:${endings}))(?![\\p{L}\\p{N}])`;
const quoted = `["“„«](?<name>[^"“”„«»\\n]{2,200})["”“»]`;
/** Capitalised words and numbers in a row, small words among them. */
const titleWord = "(?:\\p{Lu}[\\p{L}\\p{N}'’&-]*|\\d[\\d.-]*)";
const title = `(?<name>${titleWord}(?:\\s+(?:(?:of|for|and|the|to|on|in|und|für|der|von)\\s+){0,2}${titleWord}){0,9})`;

const anyCase = [fileName, quoted].flatMap((name) => [
  new RegExp(`\\b${cue}\\s+${lead}${name}`, "giu"),
  new RegExp(`\\b${doing}\\s+${lead}${name}\\s+${says}\\b`, "giu"),
]);
/**
 * A pattern with each letter in either case. Not by `(?i:…)`: a process that had run for long no longer found "According to" by that. Why,
 * we don't know; two million tries in a new one went well (V8 13.6).
 */
const eitherCase = (pattern: string) =>
  pattern.replaceAll(/\\.|\p{L}/gu, (found) => {
    const upper = found.toUpperCase();
    return found.length === 1 && upper.length === 1 ? `[${found}${upper}]` : found;
  });
/** Capitals matter in the title alone: a cue may open the sentence. */
const [anyStrongCue, anyCue, anyLead, anyDoing, anySays] = [strongCue, cue, lead, doing, says].map(
  eitherCase,
);
const byCapitals = [
  { pattern: new RegExp(`\\b${anyStrongCue}\\s+${anyLead}${title}`, "gu"), isStrong: true },
  { pattern: new RegExp(`\\b${anyCue}\\s+${anyLead}${title}`, "gu"), isStrong: false },
  { pattern: new RegExp(`\\b${anyDoing}\\s+${anyLead}${title}\\s+${anySays}\\b`, "gu"), isStrong: false },
];
/** "In New York" is a place though a document may be called so; "in the Travel Policy" is a document. */
const namesDocument =
  /\b(?:handbook|policy|policies|report|guide|guidelines?|manual|agreement|contract|plan|procedures?|specification|charter|act|code of conduct|minutes|newsletter|whitepaper|white paper|brochure|memo|handbuch|richtlinie|bericht|vertrag|leitfaden|satzung)\b/i;
const mentionsMax = 8;

export interface DocumentMention {
  name: string;
  /** The words of the question that it stands in, its cue with it. */
  phrase: string;
}

/**
 * Names by which a question may mean a document, each after words that cue one: "in handbook.pdf", "according to the Employee Handbook",
 * "what does “Fire safety” say". Whether there is such a document, the database knows.
 */
export function findDocumentNames(question: string): DocumentMention[] {
  const mentions = anyCase.flatMap((pattern) => mentionsBy(pattern, question));
  for (const { pattern, isStrong } of byCapitals)
    mentions.push(
      ...mentionsBy(pattern, question).filter(
        ({ name }) => namesDocument.test(name) || (isStrong && /\s/.test(name)),
      ),
    );
  const byName = new Map(mentions.toReversed().map((mention) => [mention.name, mention]));
  return [...byName.values()].toReversed().slice(0, mentionsMax);
}

function mentionsBy(pattern: RegExp, question: string): DocumentMention[] {
  return Array.from(question.matchAll(pattern), ({ 0: phrase, groups }) => ({
    name: groups?.name?.trim() ?? "",
    phrase,
  })).filter(({ name }) => name !== "");
}
