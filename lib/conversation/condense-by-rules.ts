/**
 * In: a question and the messages before it. Out: the question with what its pronouns stand for, and the words of the conversation that
 * the search leans towards. No model: rules for English, and for every language the length of the question.
 *
 * Recall@5 on mtrag-clapnq and mtrag-cloud, mean of both: by BM25 the last turn alone .255, a human's rewrite .270, the standalone question
 * made here .274, and the question as asked with the conversation's words at one to four twentieths each .301. By hybrid search with
 * reranking: alone .285, a human's rewrite .302; with twentieths .313, tenths .330, sevenths .329. In pools cut down to a tenth, where more
 * of a corpus is on the topic, twentieths gain .010 over the last turn alone, tenths lose .002, fifths .021 (BM25 and reranking).
 * Behind another's conversation, questions that look complete lost nothing (at tenths).
 */
import { analyzeText, wordsOf } from "../analyze-text.ts";
import type { HistoryMessage } from "../turn.ts";
import { findAntecedent } from "./find-antecedent.ts";
import { findReferences } from "./find-references.ts";
import { findTopic, isTopical } from "./find-topic.ts";

export interface CondensedQuestion {
  /** Can be understood alone. */
  question: string;
  /** The reader's own words. */
  asked: string;
  /** Words of the conversation that a search by words leans towards: each is worth a tenth of one that was asked, a repeat again. */
  topic: string[];
}

const opensLikeFollowUp =
  /^\s*(?:and|but|so|or|also|no|yes|ok|okay|then|what about|how about|why not|und|aber|oder|auch|was ist mit|wie ist es mit)\b/i;
const pointsBack =
  /\b(?:there|then|former|latter|same|ones?|else|such|(?:this|that|these|those)\s+\p{L}+|dort|dabei|davon|dafür|damit|dazu|dessen|deren|diese[rsmn]?)\b|[它他她这那]/iu;
const asksOn =
  /\b(?:more|again|others?|another|also|any|too|instead|besides|similar|different|differences?)\b/i;
/** "Are there", "is there" point at nothing. */
const existential =
  /\b(?:is|are|was|were|be|been)\s+there\b|\bthere\s+(?:is|are|was|were|be)\b|\bthere's\b/gi;
/** A question with no more topical words than this can hardly be understood alone. */
const fewWords = 2;

/** Of the search's topic; longer lists make the query slower and gain nothing. */
const topicWordsMax = 60;
const repeatsMax = 4;
/** Words that a question is given to be understood by where no phrase was found for it. */
const addedWordsMax = 4;

/** How much a question leans on the conversation before it: 1 where it can't be understood without, less where it seems to go on. */
export function leaningOf(question: string): number {
  const leans =
    wordsOf(question).filter(isTopical).length <= fewWords ||
    findReferences(question).length > 0 ||
    opensLikeFollowUp.test(question) ||
    pointsBack.test(question.replaceAll(existential, ""));
  if (leans) return 1;
  return asksOn.test(question) ? 0.7 : 0.3;
}

/** Without history, and where the question seems to need nothing of it, the question comes back as it is. */
export function condenseByRules(asked: string, history: HistoryMessage[]): CondensedQuestion {
  const isAlone = history.length === 0 || leaningOf(asked) < 1;
  return withTopic(isAlone ? asked : resolve(asked, history), asked, history);
}

/** A standalone question with what the search takes of the conversation, its own new words first. */
export function withTopic(question: string, asked: string, history: HistoryMessage[]): CondensedQuestion {
  const own = new Set(analyzeText(asked));
  const isNew = (word: string) => isTopical(word) && analyzeText(word).some((term) => !own.has(term));
  const put = new Set(history.length === 0 ? [] : wordsOf(question).filter(isNew));
  const leaning = leaningOf(asked);
  const topic = findTopic(history).slice(0, topicWordsMax);
  return {
    question,
    asked,
    topic: [
      ...[...put].flatMap((word) => repeat(word, repeatsMax)),
      ...topic.flatMap(({ word, salience }) => repeat(word, Math.round(2.5 * leaning * salience))),
    ],
  };
}

const repeat = (word: string, times: number): string[] => Array(Math.min(repeatsMax, times)).fill(word);

/** The first pronoun gives way to what it stands for; where there is none, the topic follows in brackets. */
function resolve(question: string, history: HistoryMessage[]): string {
  const [reference] = findReferences(question);
  const antecedent = reference && findAntecedent(reference.to, history);
  if (reference && antecedent && !holds(question, antecedent)) {
    const ending = reference.isPossessive ? (/s$/i.test(antecedent) ? "’" : "’s") : "";
    return `${question.slice(0, reference.start)}${antecedent}${ending}${question.slice(reference.end)}`;
  }
  const about = findAntecedent("thing", history) ?? salientWords(question, history);
  return about && !holds(question, about) ? `${question.trim()} (${about})` : question;
}

/** What the latest questions were about, for want of a phrase. */
function salientWords(question: string, history: HistoryMessage[]): string {
  return findTopic(history.filter(({ role }) => role === "user"))
    .filter(({ word }) => !holds(question, word))
    .slice(0, addedWordsMax)
    .map(({ word }) => word)
    .join(" ");
}

/** Whether the question says all of it already. */
function holds(question: string, phrase: string): boolean {
  const own = new Set(analyzeText(question));
  return analyzeText(phrase).every((term) => own.has(term));
}
