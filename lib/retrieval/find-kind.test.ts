import { describe, expect, it } from "vitest";
import { findKind } from "./find-kind.ts";

describe("findKind", () => {
  it.each([
    ["In the spreadsheet, what is the revenue?", "sheet"],
    ["What do the slides say about growth?", "slides"],
    ["Which PDFs mention churn?", "pdf"],
    ["According to the presentation, what is next?", "slides"],
    ["Search only in my emails for invoices", "mail"],
    ["Laut der Präsentation, was ist geplant?", "slides"],
  ])("reads where “%s” wants to be answered from", (question, kind) => {
    expect(findKind(question)).toBe(kind);
  });

  it.each([
    "How do I add a chart in the spreadsheet?",
    "What is a PDF?",
    "How large may an email be?",
    "Which presentations won the award?",
  ])("leaves alone what is only about such documents: “%s”", (question) => {
    expect(findKind(question)).toBeNull();
  });
});
