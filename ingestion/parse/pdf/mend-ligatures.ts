import { getResolvedPDFJS } from "unpdf";

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** The part of a pdf.js page that is used here. */
interface PageWithOperators {
  getOperatorList(): Promise<{ fnArray: number[]; argsArray: unknown[] }>;
}

/**
 * pdf.js turns a right-to-left run round character by character, and so also the two characters that one ligature glyph
 * stands for: Arabic lam-alef comes out as alef-lam ("المشكالت" for "المشكلات"). This reads the glyphs themselves and gives
 * each word that was spoilt so with its true spelling.
 */
export async function findSpoiltWords(page: PageWithOperators): Promise<Map<string, string>> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const mended = new Map<string, string>();
  for (const [i, operation] of fnArray.entries()) {
    if (operation !== OPS.showText) continue;
    for (const glyphs of wordsOfRun(argsArray[i])) {
      const spoilt = [...glyphs.join("")].reverse().join("");
      const right = glyphs.toReversed().join("");
      if (spoilt !== right && rightToLeft.test(right)) mended.set(spoilt, right);
    }
  }
  return mended;
}

/** The words of one text-showing operation, each as its glyphs' texts in the order in which they are drawn. */
function wordsOfRun(args: unknown): string[][] {
  const run: unknown = Array.isArray(args) ? args[0] : null;
  const words: string[][] = [[]];
  for (const glyph of Array.isArray(run) ? (run as unknown[]) : []) {
    const text = typeof glyph === "object" && glyph && "unicode" in glyph ? String(glyph.unicode) : "";
    if (/^\s+$/.test(text)) words.push([]);
    else if (text) words.at(-1)?.push(text);
  }
  return words;
}

/** No Arabic word has two alefs in a row: what looks so is the article before a spoilt ligature. */
const spoiltArticle = /ا([أإآ])ل/g;

/** A text with the spoilt words put right. Words that are drawn in several operations are only mended after an article. */
export function mendWords(text: string, mended: Map<string, string>): string {
  const words = text.replace(/[\p{L}\p{M}]+/gu, (word) => mended.get(word) ?? word);
  return words.replace(spoiltArticle, "ال$1");
}

/** Whether a text holds a script that is written from right to left. */
export const isRightToLeft = (text: string) => rightToLeft.test(text);
