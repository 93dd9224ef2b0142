import { expect, it } from "vitest";
import { labelDates, labelLanguage } from "./filter-labels.ts";

it.each([
  [{ datedFrom: "2024-05-01" }, "since 1 May 2024"],
  [{ datedTo: "2024-05-31" }, "until 31 May 2024"],
  [{ datedFrom: "2024-05-03", datedTo: "2024-05-03" }, "3 May 2024"],
  [{ datedFrom: "2024-02-01", datedTo: "2024-02-29" }, "February 2024"],
  [{ datedFrom: "2024-01-01", datedTo: "2024-12-31" }, "2024"],
  [{ datedFrom: "2024-05-01", datedTo: "2024-06-03" }, "1 May 2024 – 3 June 2024"],
  [{}, ""],
])("says %o as people do", (dates, label) => {
  expect(labelDates(dates)).toBe(label);
});

it("names languages by their code, and leaves a code alone that names none", () => {
  expect(labelLanguage("deu")).toBe("German");
  expect(labelLanguage("xqz")).toBe("xqz");
});
