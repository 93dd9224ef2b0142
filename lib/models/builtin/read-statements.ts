import { analyzeText, wordsOf } from "../../analyze-text.ts";
import { findContents } from "../../find-contents.ts";
import { splitSentences } from "../../split-sentences.ts";

/** Something that a text says and that can stand alone in an answer: a sentence, a list item, or a row of a table. */
export interface Statement {
  /** On one line. A table's row names its columns: "City: Berlin; Hotel per night: 145 euros." */
  text: string;
  /** Its own index terms. */
  terms: Set<string>;
  /** The terms of what stands around it: neighbouring sentences, or what led up to the table. */
  context: Set<string>;
}

const statementCharsMax = 700;
const statementWordsMin = 5;

/** The statements of a text in Markdown or plain prose, in order. Headings say nothing by themselves, nor does a table of contents. */
export function readStatements(text: string): Statement[] {
  const contents = findContents(text);
  const sentences = splitSentences(text).filter(
    ({ start, end }) => !contents.some((line) => start < line.end && end > line.start),
  );
  const terms = sentences.map((sentence) => new Set(analyzeText(sentence.text)));
  const statements: Statement[] = [];
  let header: string[] = [];
  let leadIn = new Set<string>();
  sentences.forEach((sentence, i) => {
    if (isRow(sentence.text)) {
      const isFirst = header.length === 0;
      if (isFirst) {
        header = cellsOf(sentence.text);
        leadIn = terms[i - 1] ?? new Set();
      } else if (!isRuler(sentence.text)) {
        const row = nameColumns(cellsOf(sentence.text), header);
        statements.push({ text: row, terms: new Set(analyzeText(row)), context: leadIn });
      }
      return;
    }
    header = [];
    if (sentence.text.startsWith("#")) return;
    const context = new Set([...(terms[i - 1] ?? []), ...(terms[i + 1] ?? [])]);
    statements.push({ text: onOneLine(sentence.text), terms: terms[i] ?? new Set(), context });
  });
  return statements.filter(
    (statement) =>
      statement.text.length <= statementCharsMax && wordsOf(statement.text).length >= statementWordsMin,
  );
}

const isRow = (text: string) => text.startsWith("|");
const isRuler = (text: string) => /^[|\s:-]+$/.test(text);

function cellsOf(row: string): string[] {
  return row
    .replace(/^\|/, "")
    .replace(/\|\s*$/, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function nameColumns(cells: string[], header: string[]): string {
  const named = cells.flatMap((cell, i) => (cell ? [header[i] ? `${header[i]}: ${cell}` : cell] : []));
  return `${named.join("; ")}.`;
}

/** Without list marks, and without the document's own reference marks, which would pass for citations. */
function onOneLine(text: string): string {
  return text
    .replaceAll(/\s*[[【][\d\s,;]+[\]】]/g, "")
    .replaceAll(/\s+/g, " ")
    .replace(/^(?:[-*+>]|\d+[.)])\s+/, "")
    .trim();
}
