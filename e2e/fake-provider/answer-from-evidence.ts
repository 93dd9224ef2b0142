import { keyWordsOf, wordsOf } from "./key-words.ts";
import type { Evidence } from "./read-prompt.ts";

/** What the fake model says when no sentence of the evidence is about the question. */
export const abstention = "The documents don't answer this question.";

const sentencesMax = 3;
/**
 * Below this share of the question's (weighted) key words, a sentence is not about the question. On XQuAD's English
 * questions with five paragraphs as evidence: 74 % of the answers hold a gold answer and 17 % abstain; with the right
 * paragraph taken out, 98 % abstain.
 */
const coverageMin = 0.4;
/** A further sentence is only added when it is nearly as good as the best one. */
const shareOfBestMin = 0.75;

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
const startsNewLine = /^\s*(?:[-*•|>]|#{1,6}\s|\d+[.)]\s)/;

interface Sentence {
  n: number;
  text: string;
  keyWords: Set<string>;
  titleKeyWords: Set<string>;
}

/**
 * Answers like a careful model: one to three sentences, word for word from the evidence, those that share most with
 * the question, best first, each with its mark before the full stop (`… 25 days [2].`); else the abstention.
 * Deterministic. Question words that are rare in the evidence weigh more; a title counts half.
 */
export function answerFromEvidence(question: string, evidence: readonly Evidence[]): string {
  const asked = keyWordsOf(question);
  const sentences = evidence.flatMap(sentencesOf);
  const weightOf = new Map([...asked].map((word) => [word, rarity(word, sentences)]));
  const total = [...weightOf.values()].reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return abstention;

  const ranked = sentences
    .map((sentence) => ({ sentence, coverage: coverage(sentence, weightOf) / total }))
    .filter((candidate) => candidate.coverage >= coverageMin)
    .sort((a, b) => b.coverage - a.coverage);
  const best = ranked[0];
  if (!best) return abstention;

  const chosen = new Map<string, Sentence>();
  for (const { sentence, coverage } of ranked) {
    if (chosen.size === sentencesMax || coverage < best.coverage * shareOfBestMin) break;
    if (!chosen.has(sentence.text)) chosen.set(sentence.text, sentence);
  }
  return [...chosen.values()].map((sentence) => withMark(sentence.text, sentence.n)).join(" ");
}

function sentencesOf({ n, title, text }: Evidence): Sentence[] {
  const titleKeyWords = keyWordsOf(title);
  return blocksOf(text)
    .flatMap((block) => [...segmenter.segment(block)].map((piece) => piece.segment.trim()))
    .filter(isStatement)
    .map((sentence) => ({ n, text: sentence, keyWords: keyWordsOf(sentence), titleKeyWords }));
}

/** Paragraphs with their wrapped lines joined; list items, headings and table rows stand alone, without their marker. */
function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let isOpen = false;
  for (const line of text.split(/\r?\n/)) {
    const content = line
      .replace(startsNewLine, "")
      .replace(/\[\d+\]/g, "") // the document's own reference marks would read as citations
      .replace(/\s+/g, " ")
      .trim();
    if (content === "") {
      isOpen = false;
    } else if (isOpen && !startsNewLine.test(line)) {
      blocks.push(`${blocks.pop()} ${content}`);
    } else {
      blocks.push(content);
      isOpen = !/^\s*(?:#{1,6}\s|\|)/.test(line);
    }
  }
  return blocks;
}

/** Leaves out headings and the document's own questions, which overlap with a question but don't answer it. */
function isStatement(sentence: string): boolean {
  if (sentence.endsWith("?")) return false;
  return /[.!:;。！]["'”’)]*$/.test(sentence) || wordsOf(sentence).length >= 6 || /\d/.test(sentence);
}

function rarity(word: string, sentences: readonly Sentence[]): number {
  const found = sentences.filter((sentence) => sentence.keyWords.has(word)).length;
  return Math.log(1 + (sentences.length + 1) / (found + 1));
}

function coverage(sentence: Sentence, weightOf: ReadonlyMap<string, number>): number {
  let own = 0;
  let fromTitle = 0;
  for (const [word, weight] of weightOf) {
    if (sentence.keyWords.has(word)) own += weight;
    else if (sentence.titleKeyWords.has(word)) fromTitle += weight / 2;
  }
  return own === 0 ? 0 : own + fromTitle;
}

function withMark(sentence: string, n: number): string {
  const ending = /[.!。！]$/.exec(sentence)?.[0];
  return ending ? `${sentence.slice(0, -1)} [${n}]${ending}` : `${sentence} [${n}].`;
}
