/** One line of text in a picture: shares of its width and height from its upper left corner. */
export interface OcrLine {
  text: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What stands in a picture, in reading order: paragraphs of lines. */
export type OcrPage = OcrLine[][];

/** Below, a word is more often a stain or the line of a table than a word: in lines that are doubtful as a whole. */
const confidenceMin = 30;
/** Of a line's middle word: in a line read as well as that, names and terms that no dictionary has are kept… */
const lineConfidenceMin = 60;
/** …from here on. In a coarse scan "auscultation" had 12 to 25, "nerves" 9, and all that was gibberish had 0. */
const termConfidenceMin = 5;
/** Rules, borders and dust are taken for | _ ~ and dashes. */
const markConfidenceMin = 70;
const pageLevel = "1";
const wordLevel = "5";
const columns = 12;

interface Word {
  text: string;
  confidence: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The words of tesseract's TSV as lines and paragraphs, in its order, without those it isn't sure of. */
export function readTsv(tsv: string): OcrPage {
  let width = 1;
  let height = 1;
  const paragraphs = new Map<string, Map<string, Word[]>>();
  for (const row of tsv.split("\n").slice(1)) {
    const cells = row.split("\t");
    if (cells.length < columns) continue;
    const [level = "", page, block, paragraph, line = ""] = cells;
    const [left = 0, top = 0, boxWidth = 0, boxHeight = 0, confidence = 0] = cells.slice(6, 11).map(Number);
    if (level === pageLevel) [width, height] = [boxWidth || 1, boxHeight || 1];
    const text = cells
      .slice(columns - 1)
      .join(" ")
      .trim();
    if (level !== wordLevel || !text) continue;
    const lines = getOrAdd(paragraphs, `${page} ${block} ${paragraph}`, () => new Map<string, Word[]>());
    const box = { left, top, right: left + boxWidth, bottom: top + boxHeight };
    getOrAdd(lines, line, () => []).push({ text, confidence, ...box });
  }
  return [...paragraphs.values()]
    .map((lines) => [...lines.values()].map(certainWords).filter((words) => words.length > 0))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((words) => toLine(words, width, height)));
}

function certainWords(words: Word[]): Word[] {
  const isWord = ({ text }: Word) => /[\p{L}\p{N}]/u.test(text);
  const confidences = words
    .filter(isWord)
    .map(({ confidence }) => confidence)
    .sort((a, b) => a - b);
  const isGoodLine = (confidences[Math.floor(confidences.length / 2)] ?? 0) >= lineConfidenceMin;
  const wordMin = isGoodLine ? termConfidenceMin : confidenceMin;
  return words.filter((word) => word.confidence >= (isWord(word) ? wordMin : markConfidenceMin));
}

function toLine(words: Word[], width: number, height: number): OcrLine {
  const left = Math.min(...words.map((word) => word.left));
  const top = Math.min(...words.map((word) => word.top));
  const right = Math.max(...words.map((word) => word.right));
  const bottom = Math.max(...words.map((word) => word.bottom));
  return {
    text: joinWords(words),
    left: share(left, width),
    top: share(top, height),
    width: share(right - left, width),
    height: share(bottom - top, height),
  };
}

/** A tenth of a pixel on the largest screen. */
const share = (pixels: number, of: number) => Number((pixels / of).toFixed(5));

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\u3000-\u303f\uff00-\uffef]/u;

/** Scripts without spaces come as words all the same. */
function joinWords(words: Word[]): string {
  return words.reduce((line, { text }) => {
    const glue = !line || (unspaced.test(line.at(-1) ?? "") && unspaced.test(text[0] ?? "")) ? "" : " ";
    return line + glue + text;
  }, "");
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}
