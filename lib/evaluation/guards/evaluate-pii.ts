import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPersonalData, type PersonalDataType } from "../../guards/find-personal-data.ts";
import type { FoundSpan } from "../../guards/guard-finding.ts";
import { bootstrapInterval, type Interval } from "../bootstrap-interval.ts";
import { percentile } from "../percentile.ts";

interface LabelledSentence {
  id: string;
  text: string;
  spans: FoundSpan[];
}

/** The data set's types that are looked for, and what they are called here. */
const typesOf: Record<string, PersonalDataType> = {
  EMAIL_ADDRESS: "email",
  PHONE_NUMBER: "phone",
  CREDIT_CARD: "card",
  IBAN_CODE: "iban",
  US_SSN: "national-id",
  US_DRIVER_LICENSE: "driver-license",
  IP_ADDRESS: "ip",
  ADDRESS: "address",
  STREET_ADDRESS: "address",
  PERSON: "person",
};
/** Dates are looked for as dates of birth alone, so that one that is found is judged, and one that isn't is not. */
const judgedOnly: Record<string, PersonalDataType> = { DATE_TIME: "birth-date" };

export interface TypeScore {
  type: string;
  /** Spans of the data set. */
  count: number;
  precision: number;
  recall: number;
  f1: number;
}

export interface PiiReport {
  sentences: number;
  /** Found where spans of one type overlap. */
  types: TypeScore[];
  /** Over the types that are looked for, with intervals over sentences; and over all types of the data set. */
  sought: TypeScore & { precisionInterval: Interval; recallInterval: Interval };
  everything: TypeScore;
  /** Character by character, whatever the type: what share of personal data would be masked, and of what is masked is personal data. */
  characters: { precision: number; recall: number };
  sentenceMs: { p50: number; p95: number };
}

interface Counted {
  type: string;
  found: number;
  foundRight: number;
  labelled: number;
  labelledFound: number;
}

/** Measures the search for personal data on `sentences.jsonl` of {id, text, spans}. */
export async function evaluatePii(folder: string): Promise<PiiReport> {
  const file = await readFile(join(folder, "sentences.jsonl"), "utf8");
  const sentences = file
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LabelledSentence);
  const times: number[] = [];
  const perSentence = sentences.map(({ text, spans }) => {
    const startedAt = performance.now();
    const found = findPersonalData(text);
    times.push(performance.now() - startedAt);
    return { text, spans, found, counts: countTypes(spans, found) };
  });
  const all = sumByType(perSentence.flatMap(({ counts }) => counts));
  const types = all.map(scoreOf).sort((a, b) => b.count - a.count);
  const isSought = ({ type }: Counted) => type in typesOf || type in judgedOnly;
  return {
    sentences: sentences.length,
    types,
    sought: {
      ...scoreOf(total("sought", all.filter(isSought))),
      ...intervalsOf(perSentence.map(({ counts }) => counts.filter(isSought))),
    },
    everything: scoreOf(total("everything", all)),
    characters: countCharacters(perSentence),
    sentenceMs: { p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
  };
}

const overlaps = (a: FoundSpan, b: FoundSpan) => a.start < b.end && b.start < a.end;

function countTypes(spans: FoundSpan[], found: FoundSpan<PersonalDataType>[]): Counted[] {
  const types = new Set([...spans.map(({ type }) => type), ...found.map(({ type }) => labelOf(type))]);
  return [...types].map((type) => {
    const wanted = spans.filter((span) => span.type === type);
    const own = found.filter((span) => labelOf(span.type) === type);
    const hit = wanted.filter((span) => own.some((each) => overlaps(span, each)));
    return {
      type,
      found: own.length,
      foundRight: own.filter((span) => wanted.some((each) => overlaps(span, each))).length,
      labelled: type in judgedOnly ? hit.length : wanted.length,
      labelledFound: hit.length,
    };
  });
}

const labels = new Map(
  Object.entries({ ...typesOf, ...judgedOnly })
    .reverse()
    .map(([label, type]) => [type, label]),
);
const labelOf = (type: PersonalDataType) => labels.get(type) ?? type;

function sumByType(counts: Counted[]): Counted[] {
  return [...new Set(counts.map(({ type }) => type))].map((type) =>
    total(
      type,
      counts.filter((each) => each.type === type),
    ),
  );
}

function total(type: string, counts: Counted[]): Counted {
  const sum = (key: "found" | "foundRight" | "labelled" | "labelledFound") =>
    counts.reduce((all, each) => all + each[key], 0);
  return {
    type,
    found: sum("found"),
    foundRight: sum("foundRight"),
    labelled: sum("labelled"),
    labelledFound: sum("labelledFound"),
  };
}

function scoreOf({ type, found, foundRight, labelled, labelledFound }: Counted): TypeScore {
  const precision = foundRight / Math.max(1, found);
  const recall = labelledFound / Math.max(1, labelled);
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { type, count: labelled, precision, recall, f1 };
}

/** Of one value per span: a sentence's spans hardly depend on one another in this set of generated sentences. */
function intervalsOf(sentences: Counted[][]): { precisionInterval: Interval; recallInterval: Interval } {
  const sums = total("", sentences.flat());
  const values = (right: number, all: number) => Array.from({ length: all }, (_, i) => Number(i < right));
  return {
    precisionInterval: bootstrapInterval(values(sums.foundRight, sums.found)),
    recallInterval: bootstrapInterval(values(sums.labelledFound, sums.labelled)),
  };
}

function countCharacters(sentences: { text: string; spans: FoundSpan[]; found: FoundSpan[] }[]) {
  let [both, masked, personal] = [0, 0, 0];
  for (const { text, spans, found } of sentences) {
    const isWanted = spans.filter(({ type }) => type in typesOf);
    for (let i = 0; i < text.length; i++) {
      const has = (all: FoundSpan[]) => all.some(({ start, end }) => i >= start && i < end);
      const [inFound, inWanted] = [has(found), has(isWanted)];
      both += Number(inFound && inWanted);
      masked += Number(inFound);
      personal += Number(inWanted);
    }
  }
  return { precision: both / Math.max(1, masked), recall: both / Math.max(1, personal) };
}
