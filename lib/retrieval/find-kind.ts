import type { DocumentKind } from "../search.ts";

const nouns: { kind: DocumentKind; noun: string }[] = [
  { kind: "pdf", noun: "pdfs?(?: files?| documents?)?" },
  { kind: "sheet", noun: "(?:spreadsheets?|excel (?:files?|sheets?)|tabellen?)" },
  { kind: "slides", noun: "(?:slides|slide decks?|presentations?|powerpoints?|folien|präsentation(?:en)?)" },
  { kind: "mail", noun: "e-?mails?" },
  { kind: "web-page", noun: "web ?pages?" },
  { kind: "image", noun: "(?:images|photos|pictures)" },
];
const which = "(?:the|my|our|all|these|those|den|der|meinen|allen|unseren)";
/** Where a type of document says where to look. "How do I add a chart in the spreadsheet?" is none of them. */
const cues = [
  (noun: string) =>
    `^\\s*(?:in|from|according to|based on|among|laut|aus|in)\\s+(?:${which}\\s+)?${noun}\\s*[,:]`,
  (noun: string) => `\\b(?:according to|based on|laut)\\s+${which}\\s+${noun}\\b`,
  (noun: string) =>
    `\\bwhat\\s+(?:do|does|did)\\s+${which}\\s+${noun}\\s+(?:say|state|mention|show|tell|report|contain)\\b`,
  (noun: string) =>
    `\\b(?:search|look|only|find it)\\s+(?:only\\s+)?(?:in|through|for)\\s+(?:${which}\\s+)?${noun}(?=\\s*(?:[.?!,]|$|for\\b|about\\b))`,
  (noun: string) =>
    `^\\s*(?:which|find|list|show me|give me)\\s+(?:${which}\\s+)?${noun}\\s+(?:that\\s+|which\\s+)?(?:mention|mentions|about|on|say|says|describe|describes|contain|contains|discuss|discusses)\\b`,
];
const patterns = nouns.map(({ kind, noun }) => ({
  kind,
  pattern: new RegExp(cues.map((cue) => `(?:${cue(noun)})`).join("|"), "iu"),
}));

/** The type of document that a question wants to be answered from; null unless it says so. */
export function findKind(question: string): DocumentKind | null {
  return patterns.find(({ pattern }) => pattern.test(question))?.kind ?? null;
}
