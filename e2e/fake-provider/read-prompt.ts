/**
 * What a prompt shows the fake model. The fences are those of Lectern's prompts: any number of
 * `<evidence n="1" title="…" page="3">…</evidence>`, an optional `<conversation>…</conversation>`, then
 * `<question>…</question>` and an optional `<written>…</written>`, all in the last user message. Where a summary is asked for it is
 * any number of `<turn n="1">` instead, each with what was `<asked>`.
 */
export interface Prompt {
  evidence: Evidence[];
  conversation: string | undefined;
  question: string;
  /** The beginning of an answer, from which it's to be gone on; "" where there's none. */
  written: string;
  /** What was asked in the turns that are to be summed up. */
  turns: string[];
}

export interface Evidence {
  n: number;
  title: string;
  text: string;
}

export interface PromptMessage {
  role: string;
  text: string;
}

const evidenceBlock = /<evidence((?:\s+[\w-]+="[^"]*")*)\s*>([\s\S]*?)<\/evidence>/g;
const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'", apos: "'", amp: "&" };

function decodeEntities(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|apos|amp);/g, (whole, name: string) => entities[name] ?? whole);
}

function attribute(attributes: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
}

/** The text of the last user message, or "" when there is none. Also what a script's `contains` looks into. */
export function lastUserText(messages: readonly PromptMessage[]): string {
  return messages.findLast((message) => message.role === "user")?.text ?? "";
}

/**
 * Reads a prompt. Text without fences is a question as it stands; a conversation without a question fence has none ("").
 * Evidence whose `n` is no number is left out.
 */
export function readPrompt(messages: readonly PromptMessage[]): Prompt {
  const text = lastUserText(messages);
  const evidence = [...text.matchAll(evidenceBlock)].flatMap(([, attributes = "", body = ""]) => {
    const n = Number.parseInt(attribute(attributes, "n"), 10);
    if (Number.isNaN(n)) return [];
    return [{ n, title: decodeEntities(attribute(attributes, "title")), text: decodeEntities(body).trim() }];
  });
  const unread = text.replace(evidenceBlock, "");
  const conversation = /<conversation>([\s\S]*?)<\/conversation>/.exec(unread)?.[1]?.trim();
  // The last one, as a conversation may quote an earlier one.
  const fenced = /<question>((?:(?!<question>)[\s\S])*)<\/question>(?![\s\S]*<question>)/.exec(unread)?.[1];
  const question = fenced ?? (conversation === undefined ? unread : "");
  const written = /<written>([\s\S]*)<\/written>/.exec(unread)?.[1] ?? "";
  const turns = [...unread.matchAll(/<turn n="\d+">\n<asked>([\s\S]*?)<\/asked>/g)];
  return {
    evidence,
    conversation,
    question: decodeEntities(question).trim(),
    written,
    turns: turns.map(([, asked = ""]) => decodeEntities(asked).trim()),
  };
}
