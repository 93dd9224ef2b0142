import { describe, expect, it } from "vitest";
import { findDocumentNames } from "./find-document-names.ts";

describe("findDocumentNames", () => {
  it.each([
    ["How many days off are there in handbook.pdf?", "handbook.pdf"],
    ["what does travel_policy.docx say about taxis", "travel_policy.docx"],
    ["According to the Employee Handbook, who approves leave?", "Employee Handbook"],
    ["In the Travel Policy, what is the limit?", "Travel Policy"],
    ["What does “Fire safety” say about exits?", "Fire safety"],
    ['What is the limit in the document "Rules of 1998"?', "Rules of 1998"],
    ["as per the 2024 Annual Report, what grew?", "2024 Annual Report"],
  ])("takes a name after words that cue a document: “%s”", (question, name) => {
    const mentions = findDocumentNames(question);
    expect(mentions.map((mention) => mention.name)).toEqual([name]);
    expect(question).toContain(mentions[0]?.phrase);
  });

  it.each([
    "How many people live in New York?",
    "Who sang “Bad Romance”?",
    "What is handbook.pdf?",
    "how does the employee handbook define leave",
    "What is parental leave in Norway?",
  ])("takes no name without: “%s”", (question) => {
    expect(findDocumentNames(question)).toEqual([]);
  });
});
