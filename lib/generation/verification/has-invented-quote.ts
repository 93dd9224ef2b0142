import { wordsOf } from "../../analyze-text.ts";
import { plainOf, type Source } from "./read-source.ts";

const quoted = /"([^"]{12,})"/g;
/** Fewer are a title or a word in an unusual sense, not somebody's words. */
const wordsMin = 4;

/** Whether words that the sentence puts in quotation marks stand in no source. What an ellipsis leaves out may be there. */
export function hasInventedQuote(sentence: string, sources: Source[]): boolean {
  const quotes = Array.from(plainOf(sentence).matchAll(quoted), ([, words = ""]) => words);
  if (quotes.length === 0) return false;
  const texts = sources.map(({ plain }) => joined(plain));
  return quotes.some((quote) => {
    if (wordsOf(quote).length < wordsMin) return false;
    const pieces = quote
      .split(/\.\.\.|…|\[[^\]]*\]/)
      .map(joined)
      .filter((piece) => piece.trim() !== "");
    return !texts.some((text) => pieces.every((piece) => text.includes(piece)));
  });
}

const joined = (text: string) => ` ${wordsOf(text).join(" ")} `;
