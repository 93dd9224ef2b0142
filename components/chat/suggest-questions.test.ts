import { expect, test } from "vitest";
import { suggestQuestions } from "./suggest-questions";

const sample = { collectionName: "Sample", questions: ["A?", "B?", "C?", "D?", "E?"] };
const sampleCollection = { id: "s", name: "Sample", readyCount: 6 };
const own = { id: "o", name: "Handbook", readyCount: 1 };

test("where the sample is all there is, questions that it answers", () => {
  const documents = [{ title: "Travel", collectionId: "s" }];
  expect(suggestQuestions(documents, [sampleCollection], sample)).toEqual(["A?", "B?", "C?", "D?"]);
});

test("where the reader has documents, what these say", () => {
  const documents = [
    { title: "Travel", collectionId: "s" },
    { title: "Backups", collectionId: "o" },
    { title: "Backups", collectionId: "o" },
  ];
  expect(suggestQuestions(documents, [sampleCollection, own], sample)).toEqual(["What does “Backups” say?"]);
});

test("nothing where there is nothing", () => {
  expect(suggestQuestions([], [{ ...sampleCollection, readyCount: 0 }], sample)).toEqual([]);
});
