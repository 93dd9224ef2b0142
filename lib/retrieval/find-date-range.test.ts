import { describe, expect, it } from "vitest";
import { findDateRange } from "./find-date-range.ts";

const now = new Date("2026-11-21T12:00:00Z"); // a Saturday

describe("findDateRange", () => {
  it.each([
    ["What do documents from 2023 say about pricing?", "2023-01-01", "2023-12-31"],
    ["Summarise the reports since May 2024", "2024-05-01", undefined],
    ["papers published before 2020", undefined, "2019-12-31"],
    ["articles after 5 Sept 2021", "2021-09-06", undefined],
    ["Which files between 1 May 2024 and June 3, 2024 mention it?", "2024-05-01", "2024-06-03"],
    ["minutes from Q1 2025", "2025-01-01", "2025-03-31"],
    ["invoices dated 2024-02-29", "2024-02-29", "2024-02-29"],
    ["papers published in 2023", "2023-01-01", "2023-12-31"],
    ["emails from last week about the launch", "2026-11-09", "2026-11-15"],
    ["notes from the last 3 months", "2026-08-21", "2026-11-21"],
    ["documents from this month", "2026-11-01", "2026-11-21"],
    ["files uploaded yesterday", "2026-11-20", "2026-11-20"],
    ["Berichte seit März 2024", "2024-03-01", undefined],
    ["Dokumente aus dem Jahr 2022", "2022-01-01", "2022-12-31"],
  ])("reads when documents are dated in “%s”", (question, datedFrom, datedTo) => {
    expect(findDateRange(question, now)).toEqual({
      ...(datedFrom && { datedFrom }),
      ...(datedTo && { datedTo }),
    });
  });

  it.each([
    "What happened in 2023?",
    "How many reports in 2023 were filed by the agency?",
    "What was revenue since May 2024?",
    "Who won the election between 1990 and 1994?",
    "What does the 2024 report say?",
    "Which policy applies last year's leave?",
    "invoices dated 2024-02-30",
  ])("leaves a date alone that isn't said of documents: “%s”", (question) => {
    expect(findDateRange(question, now)).toBeNull();
  });
});
