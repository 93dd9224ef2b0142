import { givenNames } from "./given-names.ts";
import type { FoundSpan } from "./guard-finding.ts";

const name = String.raw`\p{Lu}(?:\p{Ll}|['’]\p{Lu})[\p{L}'’-]*`;
const initial = String.raw`\p{Lu}\.`;
const particle =
  "(?:van der|van den|van de|von der|de la|de los|van|von|de|da|dos|del|della|di|du|den|der|ter|bin|ibn|al|el|af|zu)";
const wholeName = `${name}(?:[ ](?:${initial}[ ]?)?(?:${particle}[ ])?${name}){0,3}`;
const honorific = String.raw`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Herrn?|Frau|Monsieur|Madame|Mme|Mlle|Señora?|Sra?|Sig|Signora?|Dra|Don|Doña|Pan|Pani|Rev|Judge|Captain|Capt)\b\.?[ ]+`;
/** What is said before a name. */
const cue = String.raw`(?:\b[Mm]y name(?:[ ]is|['’]s)|\b[Nn]ame(?:[ ]is|d|[ ]?:)|\b[Cc]all(?:ed)?(?: me)?|\b(?:I am|I['’]m|[Tt]his is)|\b(?:Dear|Hi|Hello|Hey|Regards|Sincerely|Best|Cheers),?|\b[Ii]ch (?:hei(?:ß|ss)e|bin)|\b[Jj]e m['’]appelle|\b[Mm]e llamo|\b[Mm]i chiamo|\b[Ss]igned(?: by)?:?|\b(?:written|directed|founded|owned|said|says|authored) by|\b(?:[Cc]ontact|[Aa]ttn|[Pp]atient|[Cc]lient|[Ee]mployee|[Aa]uthor)[ ]?:)[ \n]+`;

const titled = new RegExp(`${honorific}(${initial}[ ]?)?(${wholeName})`, "gu");
const introduced = new RegExp(`${cue}(${wholeName})`, "gu");
const capitalised = new RegExp(wholeName, "gu");

/** After a cue these begin a sentence or name something else. */
const noName =
  /^(?:The|This|That|These|Those|There|It|I|We|You|He|She|They|What|When|Where|Who|Why|How|If|In|On|At|To|For|From|And|But|Or|Not|No|Yes|My|Your|Our|Please|Thanks|Thank|Sir|Madam|Team|All|Everyone|Also|Here|Just|Let|Can|Could|Would|Will|Do|Does|Is|Are|Was|Were|As|An|A|So|Since|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|German|English|French|American|British|Customer|Support|Service|Company|University|Street|Inc|Ltd)$/;

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
const isGiven = (word: string) =>
  plain(word)
    .split("-")
    .some((piece) => givenNames.has(piece));

/**
 * Names of people as far as words alone tell: behind a title or what introduces a name, or with a common given name. Misses
 * names of other forms, and takes a company named after a person for one.
 */
export function findPersonNames(text: string): FoundSpan<"person">[] {
  const found: FoundSpan<"person">[] = [];
  const add = (start: number, value: string) =>
    found.push({ type: "person", start, end: start + value.length });
  for (const match of text.matchAll(titled)) {
    const value = match[2] ?? "";
    if (!noName.test(value.split(" ")[0] ?? "")) add(match.index + match[0].length - value.length, value);
  }
  for (const match of text.matchAll(introduced)) {
    const value = match[1] ?? "";
    if (!noName.test(value.split(" ")[0] ?? "")) add(match.index + match[0].length - value.length, value);
  }
  for (const match of text.matchAll(capitalised)) {
    const words = match[0].split(" ");
    const first = words.findIndex(isGiven);
    if (first === -1) continue;
    const value = words.slice(first).join(" ");
    add(match.index + match[0].length - value.length, value);
  }
  return found;
}
