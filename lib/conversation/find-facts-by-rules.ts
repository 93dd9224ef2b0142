import { splitSentences } from "../split-sentences.ts";

/** Asks to have something remembered, in so many words. What follows is it. */
const asks = [
  /^(?:(?:please|also|and|ok|okay)[,:]?\s+)*(?:(?:can|could|would) you\s+)?(?:please\s+)?(?:remember|memori[sz]e|keep in mind|make a note|take note|note|don['’]t forget|do not forget)(?:\s+(?:for (?:me|later|next time)|from now on))?\s*(?:that|:|,)\s*(.+)$/i,
  /^(?:bitte\s+)?(?:merk(?:e)? dir|vergiss nicht|denk(?:e)? daran|notier(?:e)? dir)(?:\s+bitte)?\s*(?:[:,]\s*|(?=dass\s))(.+)$/i,
  /^(?:s['’]il te pla[iî]t,?\s+)?(?:souviens-toi|rappelle-toi|retiens|n['’]oublie pas)\s*(?:que\s+|qu['’]|:\s*)(.+)$/i,
  /^(?:por favor,?\s+)?(?:recuerda|no olvides|ten en cuenta)\s*(?:que\s+|:\s*)(.+)$/i,
];

/** A question that is none. */
const politely = /\b(?:can|could|would) you\b/i;

/** A sentence that speaks of the person who writes it, in any of some languages; what it says of them is for a model to read. */
const speaksOfOneself =
  /(?:^|[^\p{L}'’])(?:i|i['’]m|i['’]ve|my|mine|me|we|our|us|ich|mein\p{L}*|mir|mich|wir|unser\p{L}*|je|j['’]\p{L}+|mon|ma|mes|nous|notre|nos|yo|mi|mis|nosotros|nuestr\p{L}*)(?![\p{L}])/iu;

/**
 * What the person asks to have remembered, in their own words. Only what is asked for outright: a rule can't tell what else they would
 * want.
 */
export function findFactsByRules(message: string): string[] {
  return splitSentences(message).flatMap(({ text }) => {
    const sentence = text.replaceAll(/\s+/g, " ").trim();
    const found = asks.map((pattern) => pattern.exec(sentence)?.[1]).find((fact) => fact !== undefined);
    if (!found || (found.endsWith("?") && !politely.test(sentence))) return [];
    const fact = found.replace(/\?$/, ".");
    return [fact.charAt(0).toUpperCase() + fact.slice(1)];
  });
}

/** Whether a model may find something about its person in the message. Most questions hold nothing of the kind and cost no call. */
export const mayHoldFacts = (message: string): boolean =>
  speaksOfOneself.test(message) || findFactsByRules(message).length > 0;
