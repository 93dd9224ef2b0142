import { readNegations } from "./read-negations.ts";
import { type Source, type SourceSentence, shareOf } from "./read-source.ts";

/**
 * Words of which a text can't mean one where its source says the other, in English. Not those that say the same of the other party, such as
 * "won" and "lost".
 */
const opposites: [RegExp, RegExp][] = [
  [
    /\bincreas\w*|\brise[ns]?\b|\brose\b|\brising\b|\bgrew\b|\bgrow(?:s|n|ing)?\b/i,
    /\bdecreas\w*|\bf(?:a|e)ll(?:s|en|ing)?\b|\bdeclin\w*|\bdropp\w*|\bdrops?\b|\bshr[aiu]nk\w*/i,
  ],
  [
    /\b(?:more|greater|higher|larger|longer) than\b|\bat least\b|\bminimum\b|\bexceed\w*/i,
    /\b(?:less|fewer|lower|smaller|shorter) than\b|\bat most\b|\bmaximum\b|\bup to\b/i,
  ],
  [/\bhighest\b|\blargest\b|\bbiggest\b|(?<!\bat )\bmost\b/i, /\blowest\b|\bsmallest\b|(?<!\bat )\bleast\b/i],
  [/\boldest\b|\bearliest\b/i, /\byoungest\b|\bnewest\b|\blatest\b/i],
  [/\ballow\w*|\bpermit\w*/i, /\bforbid\w*|\bforbidden\b|\bprohibit\w*|\bbanned\b/i],
  [/\baccept\w*|\bapprov\w*/i, /\breject\w*|\brefus\w*|\bden(?:y|ies|ied)\b/i],
  [/\balways\b/i, /\bnever\b|\bnone\b/i],
  [/\bmandatory\b|\brequired\b|\bcompulsory\b/i, /\boptional\b|\bvoluntary\b/i],
  [/\binclud\w*/i, /\bexclud\w*/i],
  [/\bnorth(?:ern)?\b/i, /\bsouth(?:ern)?\b/i],
  [/\beast(?:ern)?\b/i, /\bwest(?:ern)?\b/i],
];
/** So much of a sentence must be in one sentence of the source for the two to be compared word by word. */
const sameShareMin = 0.6;

/** Why the sentence says the opposite of its sources, or undefined. Compares with the sentences that say nearly the same, no others. */
export function findTurnedMeaning(
  sentence: string,
  terms: ReadonlySet<string>,
  sources: Source[],
): string | undefined {
  const everywhere = sources.flatMap(({ sentences }) => sentences);
  const near = everywhere.filter((each) => shareOf(each, terms) >= sameShareMin);
  if (near.length === 0) return undefined;
  if (hasGainedOrLostNot(sentence, terms, { near, everywhere, language: sources[0]?.language ?? "" }))
    return "The sentence and its source differ in a “not”.";
  return findOpposite(sentence, near, sources);
}

interface Compared {
  /** Sentences of the sources that say nearly the same, and all of them. */
  near: SourceSentence[];
  everywhere: SourceSentence[];
  language: string;
}

function hasGainedOrLostNot(
  sentence: string,
  terms: ReadonlySet<string>,
  { near, everywhere, language }: Compared,
): boolean {
  const own = readNegations(sentence, language);
  const saying = (scope: string[]) =>
    everywhere.filter(({ terms: held }) => scope.every((term) => held.includes(term)));
  // Gained: what the sentence negates, the source says, and nowhere with a "not".
  const hasGained = own.scopes.some((scope) => {
    const found = scope.length === 0 ? [] : saying(scope);
    return found.some((each) => near.includes(each)) && found.every(({ negations }) => !negations.isNegative);
  });
  if (hasGained || own.isNegative) return hasGained;
  // Lost: what the source negates, the sentence says, and the source says it nowhere without the "not".
  return near.some(({ negations }) =>
    negations.scopes.some(
      (scope) =>
        scope.length > 0 &&
        scope.every((term) => terms.has(term)) &&
        saying(scope).every((each) => each.negations.isNegative),
    ),
  );
}

function findOpposite(sentence: string, near: SourceSentence[], sources: Source[]): string | undefined {
  const said = near.map(({ text }) => text).join("\n");
  for (const [one, other] of opposites)
    for (const [own, against] of [
      [one, other],
      [other, one],
    ] as const) {
      const word = own.exec(sentence)?.[0];
      const theirs = word && against.exec(said)?.[0];
      if (theirs && !against.test(sentence) && !sources.some(({ plain }) => own.test(plain)))
        return `The sentence says “${word}” where its source says “${theirs}”.`;
    }
  return undefined;
}
