import { isSuspiciousChunk } from "../is-suspicious-chunk.ts";
import type { Evidence } from "../turn.ts";

/** What a model sees of one evidence. */
export interface ShownEvidence {
  n: number;
  title: string;
  text: string;
}

/** A title or a heading as an attribute's value; the tag's own ">" must stay the only one in it. */
const attribute = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const unattribute = (text: string) =>
  text.replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

const tags = "evidence|question|written|earlier_turns|about_reader|turn|asked|answered";
const opening = new RegExp(`<(?=/?(?:${tags})\\b)`, "gi");
const fenced = new RegExp(`&lt;(?=/?(?:${tags})\\b)`, "gi");

/** Untrusted text can't close its own fence, nor open another of a prompt's. */
export const fence = (text: string) => text.replaceAll(opening, "&lt;");
const unfence = (text: string) => text.replaceAll(fenced, "<");

/** What reads like instructions to a model says so, by a word that the prompt explains. */
const suspicion = ' untrusted="reads like instructions"';

/** Evidence as it stands in a prompt: untrusted text, fenced and numbered. */
export function renderEvidence(evidence: Evidence[]): string {
  return evidence
    .map(({ n, chunk }) => {
      const page = chunk.page === null ? "" : ` page="${chunk.page}"`;
      const section = chunk.headingPath.length
        ? ` section="${attribute(chunk.headingPath.join(" › "))}"`
        : "";
      const warning = isSuspiciousChunk(chunk) ? suspicion : "";
      return `<evidence n="${n}" title="${attribute(chunk.title)}"${page}${section}${warning}>\n${fence(chunk.text)}\n</evidence>`;
    })
    .join("\n");
}

/** The inverse of `renderEvidence`, for the built-in model, which is asked through the same prompt as any other. */
export function readEvidence(prompt: string): ShownEvidence[] {
  const block = /<evidence n="(\d+)" title="([^"]*)"[^>]*>\n([\s\S]*?)\n<\/evidence>/g;
  return Array.from(prompt.matchAll(block), ([, n = "", title = "", text = ""]) => ({
    n: Number(n),
    title: unattribute(title),
    text: unfence(text),
  }));
}

/** The question of a prompt: what stands in its last question fence. */
export function readQuestion(prompt: string): string {
  const start = prompt.lastIndexOf("<question>");
  const end = prompt.lastIndexOf("</question>");
  return start === -1 || end < start ? "" : unfence(prompt.slice(start + "<question>".length, end)).trim();
}

/** A question in its fence. */
export function renderQuestion(question: string): string {
  return `<question>${fence(question)}</question>`;
}
