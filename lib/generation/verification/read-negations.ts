import { analyzeText, wordsOf } from "../../analyze-text.ts";

/** Words that turn what follows them into its opposite, by language. */
const negators: Record<string, RegExp> = {
  eng: /^(?:not|no|never|none|neither|nor|without|cannot|\p{L}+n['’]t)$/iu,
  deu: /^(?:nicht|nie|niemals|kein|keine[nmrs]?|ohne|weder)$/iu,
  fra: /^(?:pas|jamais|aucune?|sans|ni|rien)$/iu,
  spa: /^(?:no|nunca|jamás|ningún|ninguna|sin|ni|tampoco)$/iu,
  ita: /^(?:non|mai|senza|nessun[oa]?|né)$/iu,
  nld: /^(?:niet|geen|nooit|zonder|noch)$/iu,
  por: /^(?:não|nunca|jamais|nenhum|nenhuma|sem|nem)$/iu,
};
/** What says "not" without such a word, so that its absence proves nothing. */
const denials =
  /\b(?:lacks?|lacking|lacked|fail(?:s|ed|ing)?|refus\w*|den(?:y|ies|ied)|exclud\w*|except\w*|exempt\w*|unless|only|rather|instead|hardly|barely|rarely|seldom|few|little|prevent\w*|prohibit\w*|forbid\w*|forbidden|banned?|avoid\w*|absen\w*|unable|impossible|un\p{Ll}{4,}|in(?:valid|eligible|sufficient|complete|active)|non-?\p{Ll}+|außer|nur|mangel\w*|sauf|excepto|salvo)\b/iu;
/** A "no" that answers a question turns nothing of what follows. */
const interjection = /^\s*(?:no|nein|non|nee|não)\s*[,.;:–—-]/iu;
/** A negator reaches so many terms. */
const reach = 3;

export interface Negations {
  /** The terms that each negator of the text reaches. */
  scopes: string[][];
  /** Whether it denies anything, in whatever way. True where the language's negators aren't known. */
  isNegative: boolean;
}

/** What a sentence in that language says is not so. */
export function readNegations(text: string, language: string): Negations {
  const pattern = negators[language];
  if (!pattern) return { scopes: [], isNegative: true };
  const words = wordsOf(text.replace(interjection, ""));
  const scopes = words.flatMap((word, i) => {
    // "No Más" is a name.
    const isName = i > 0 && /^\p{Lu}/u.test(word);
    if (isName || !pattern.test(word)) return [];
    return [analyzeText(words.slice(i + 1, i + 12).join(" "), language).slice(0, reach)];
  });
  return { scopes, isNegative: scopes.length > 0 || denials.test(text) };
}
