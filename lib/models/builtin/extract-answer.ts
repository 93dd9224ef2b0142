import { analyzeText, isStopWord } from "../../analyze-text.ts";
import type { ShownEvidence } from "../../prompts/evidence.ts";
import { readStatements, type Statement } from "./read-statements.ts";

export interface ExtractedSentence {
  text: string;
  /** The evidence it stands in. */
  n: number;
}

/**
 * The best sentence answers when its score and what its evidence's rank adds come to this; below it, the evidence is about something
 * else. On answers/clapnq (600 questions, half of them unanswerable) the two tell answerable questions from others with an AUC of .783,
 * coverage alone with .750. From .56 to .70, right abstentions go from 53 to 74 % and wrong ones from 14 to 30 %: here 70 and 25 %, where
 * coverage gave 63 and 28 %. Thresholds chosen on one half of the questions do as well on the other. A learned combination of
 * 29 features gained another .002.
 */
const confidenceMin = 0.66;
/** What the first of the evidence adds; the second half of that, the third a third: an answer mostly stands in what was found first. */
const rankWeight = 0.2;
const sentencesMax = 3;
/** A further sentence is quoted when it scores at least this share of the best one. */
const furtherShareMin = 0.8;

/** What a follow-up's context counts, against its own words. */
const contextWeight = 0.4;

/** Between two sentences that cover the question about equally, the one that is a whole sentence is the answer. */
const fragmentPenalty = 0.1;

interface Candidate extends ExtractedSentence {
  score: number;
  /** From 0, of its evidence. */
  rank: number;
  order: number;
}

/**
 * The up to three sentences that best answer the question, in the evidence's order; none where nothing covers enough of the
 * question. A sentence scores by the weighted share of the question's terms that it or, for less, its neighbours and its
 * document's title hold, by what kind of thing the question asks for, and by its evidence's rank.
 */
export function extractAnswer(question: string, evidence: ShownEvidence[]): ExtractedSentence[] {
  const terms = [...new Set(analyzeText(question))];
  if (terms.length === 0) return [];
  const read = evidence.map(({ n, title, text }) => ({
    n,
    titleTerms: new Set(analyzeText(title)),
    statements: readStatements(text),
  }));
  const weights = termWeights(
    terms,
    read.flatMap(({ statements }) => statements),
  );
  for (const term of contextTerms(question)) weights.set(term, (weights.get(term) ?? 0) * contextWeight);
  const total = sum(weights.values());
  const share = (...held: Set<string>[]) =>
    sum(terms.map((term) => (held.some((set) => set.has(term)) ? (weights.get(term) ?? 0) : 0))) / total;

  const candidates: Candidate[] = [];
  read.forEach(({ n, titleTerms, statements }, rank) => {
    statements.forEach(({ text, terms: own, context }, i) => {
      const saysNothingNew = [...own].every((term) => titleTerms.has(term) || weights.has(term));
      if (saysNothingNew) return;
      const ownShare = share(own);
      const coverage = 0.75 * ownShare + 0.25 * share(own, context, titleTerms);
      const score =
        coverage +
        0.15 * ownShare * answerTypeFit(question, text, own, terms) -
        0.02 * rank -
        (isWhole(text) ? 0 : fragmentPenalty);
      candidates.push({ text, n, score, rank, order: rank * 1000 + i });
    });
  });

  const best = candidates.toSorted((a, b) => b.score - a.score);
  const top = best[0];
  if (!top || top.score + rankWeight / (1 + top.rank) < confidenceMin) return [];
  const chosen = best
    .filter((candidate) => candidate.score >= furtherShareMin * top.score)
    .slice(0, sentencesMax);
  return distinct(chosen).toSorted((a, b) => a.order - b.order);
}

/** A caption or a heading that lost its mark ends without a full stop; so do list items, which may well answer. */
const isWhole = (sentence: string) => /[.!?:;。！？…"”'’)\]]$/.test(sentence);

/** The words that condensing by rules put behind a follow-up question, in parentheses: what it's about, not what it asks. */
function contextTerms(question: string): string[] {
  const [, asked = "", context = ""] = /^(.*)\s\(([^()]*)\)$/s.exec(question.trim()) ?? [];
  const own = new Set(analyzeText(asked));
  return [...new Set(analyzeText(context))].filter((term) => !own.has(term));
}

/** Rarity among the evidence's statements, smoothed: ln(1 + statements / (1 + statements with the term)). */
function termWeights(terms: string[], statements: Statement[]): Map<string, number> {
  return new Map(
    terms.map((term) => {
      const holders = statements.filter((statement) => statement.terms.has(term)).length;
      return [term, Math.log(1 + statements.length / (1 + holders))];
    }),
  );
}

/** 1 when the sentence holds the kind of thing that is asked for beyond the question's own words, else 0. */
function answerTypeFit(question: string, sentence: string, held: Set<string>, terms: string[]): number {
  const asked = question.toLowerCase();
  const asks = (pattern: RegExp) => pattern.test(asked);
  if (
    asks(
      /\b(how (many|much|old|long|far|tall|high|big|large|often)|what (percentage|number|amount|share|year)|when|which year)\b/,
    )
  ) {
    const isNew = (number: string) => !asked.includes(number);
    return (sentence.match(/\d+/g) ?? []).some(isNew) ||
      /\b(one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|half)\b/i.test(sentence)
      ? 1
      : 0;
  }
  if (asks(/\b(who|whose|whom|where|which)\b/)) {
    const names = sentence.slice(1).match(/\b\p{Lu}[\p{L}'-]+/gu) ?? [];
    return names.some((name) => !isStopWord(name) && analyzeText(name).some((term) => !terms.includes(term)))
      ? 1
      : 0;
  }
  return [...held].some((term) => !terms.includes(term)) ? 1 : 0;
}

/** Overlapping chunks hold the same sentence twice. */
function distinct(candidates: Candidate[]): Candidate[] {
  return candidates.filter(
    (candidate, i) => candidates.findIndex((other) => other.text === candidate.text) === i,
  );
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
