import { expect, test } from "vitest";
import { analyzeQuestion } from "../analyze-text.ts";
import { markTerms, searchedWords, wordOf } from "./mark-terms.ts";

const asking = (query: string, languages = ["eng"]) => ({
  terms: new Set(analyzeQuestion(query, languages)),
  languages,
});
const marked = (text: string, query: string, languages?: string[]) =>
  markTerms(text, asking(query, languages)).map(([start, end]) => text.slice(start, end));

test("marks the words of a question in whatever form they stand", () => {
  expect(
    marked("Opening hours: the pool opens at six, and pools close.", "When does the pool open?"),
  ).toEqual(["Opening", "pool", "opens", "pools"]);
});

test("marks the words of each language that is searched", () => {
  const text = "Der Hund lief. The dogs were running.";
  expect(marked(text, "laufende Hunde", ["eng", "deu"])).toEqual(["Hund"]);
  expect(marked(text, "dog run", ["eng", "deu"])).toEqual(["dogs", "running"]);
});

test("marks words of scripts that have no spaces, and parts of names in code", () => {
  expect(marked("游泳池早上六点开放。", "游泳池")).toEqual(["游泳池"]);
  expect(marked("早上的水", "上海的")).toEqual(["的"]);
  expect(marked("Call readUserId first.", "user")).toEqual(["readUserId"]);
});

test("names the words that are searched for, each once, without those that carry no topic", () => {
  const question = "Is the Pool a pool?";
  expect(searchedWords(question, asking(question)).map(({ word }) => word)).toEqual(["pool"]);
});

test("says a term as people write it", () => {
  expect(wordOf("quarantin", ["Nothing here.", "The Quarantine lasts ten days."], ["eng"])).toBe(
    "quarantine",
  );
});

test("says that a term is the beginning of a word where nobody wrote that word", () => {
  expect(wordOf("quarantin", ["Nothing here."], ["eng"])).toBe("quarantin…");
});
