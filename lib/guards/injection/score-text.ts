import { splitSentences } from "../../split-sentences.ts";
import { attackPatterns } from "./attack-patterns.ts";
import { type LinearModel, logitOf, openModel } from "./linear-model.ts";
import { readFeatures, type TextFeatures } from "./read-features.ts";
import trained from "./weights.json" with { type: "json" };

/** What reads a text: patterns alone, which hold for texts unlike those learned from, and patterns with words. */
export interface TextModels {
  patterns: LinearModel;
  words: LinearModel;
}

export interface TextScore {
  /** 0 to 1. */
  score: number;
  /** What the text does, the most telling first: "tells the model to ignore its instructions". */
  reasons: string[];
}

/**
 * From here on a question counts as an attack. It lets 97 of 100 harmless prompts with words of attacks pass, and more than 99 of 100
 * questions to documents (`npm run eval -- guards`).
 */
export const attackFrom = 0.75;
/** From here on it's noted, where the policy says that attacks are flagged. */
export const suspiciousFrom = 0.6;

/** Words without which a sentence gives a model no orders: reading every sentence of a manual in full would cost as much as parsing it. */
const addressesModel =
  /\b(?:ignor|disregard|forget|overrid|bypass|respon[sd]|repl[yi]|answer|output|instruct|prompt|assistant|chatbot|language model|LLM|GPT|AI\b|pretend|act as|you (?:are|must|will)\b|your (?:text|message|summary|words)|anagram|misspell|scrambl|jumble|typo|vowels|vergi(?:ss|ß)|antwort|anweisung|aufgabe|ignorier|oublie|réponse|olvida|respuesta|dimentica|risposta|system:)|!\[|<\||\[INST|忽略|无视|無視|忘记|忘記|回答|回复|指令|指示|命令|プロンプト|무시|지시|명령|답변|игнорируй|забудь|инструкц|ответ/iu;

const models = {
  question: { patterns: openModel(trained.question.patterns), words: openModel(trained.question.words) },
  document: { patterns: openModel(trained.document.patterns), words: openModel(trained.document.words) },
};

/** How much a question reads like an attack on the model. Under a millisecond for 2,000 characters; longer ones are read at both ends. */
export const scoreQuestion = (text: string): TextScore => scoreText(text, models.question);

/** How much the worst sentence of a document's text reads like instructions to a model, 0 to 1. */
export function scoreDocumentText(text: string, by: TextModels = models.document): number {
  if (!addressesModel.test(text)) return 0;
  // A text without a full stop or a line's end, such as a table, is read in pieces.
  const pieces = splitSentences(text).flatMap(({ text }) => text.match(/[\s\S]{1,400}/g) ?? []);
  const orders = pieces.filter((piece) => addressesModel.test(piece));
  return Math.max(0, ...orders.map((piece) => probability(by, readFeatures(piece))));
}

export function scoreText(text: string, by: TextModels): TextScore {
  const features = readFeatures(text);
  const score = probability(by, features);
  const found = attackPatterns
    .map(({ says }, i) => ({ says, weight: features.patterns[i] ? (by.patterns.patterns[i] ?? 0) : 0 }))
    .filter(({ weight }) => weight > 0.3)
    .toSorted((a, b) => b.weight - a.weight);
  return { score, reasons: [...new Set(found.map(({ says }) => says))].slice(0, 3) };
}

const probability = ({ patterns, words }: TextModels, features: TextFeatures) =>
  1 / (1 + Math.exp(-Math.max(logitOf(patterns, features), logitOf(words, features))));
