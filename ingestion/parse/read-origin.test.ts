import { expect, test } from "vitest";
import { readOrigin } from "./read-origin.ts";

const authorOf = (...authors: (string | undefined)[]) => readOrigin({ authors }).author;
const dateOf = (...dates: (string | Date | undefined)[]) => readOrigin({ dates }).datedAt;

test("names are taken as they stand, each once, and several are listed", () => {
  expect(authorOf("  Ada \n Lovelace ")).toBe("Ada Lovelace");
  expect(authorOf("Ada Lovelace; Charles Babbage", "Ada Lovelace")).toBe("Ada Lovelace, Charles Babbage");
  expect(authorOf("김창호")).toBe("김창호");
  expect(authorOf("FAA")).toBe("FAA");
});

test.each([
  "Microsoft Office User",
  "User",
  "Windows User",
  "admin",
  "(anonymous)",
  "python-docx",
  "openpyxl",
  "Author",
  "HP Inc.",
  "report.docx",
  "--",
  "",
])("what programs fill in by themselves is nobody: %s", (name) => {
  expect(authorOf(name)).toBeNull();
});

test("a list of authors that is too long is cut between two of them", () => {
  const names = Array.from({ length: 10 }, (_, i) => `${"N".repeat(25)} ${i}x`);
  const author = authorOf(...names) ?? "";
  expect(author.length).toBeLessThanOrEqual(200);
  expect(names).toContain(author.split(", ").at(-1));
});

test.each([
  ["2024", "2024-01-01T00:00:00.000Z"],
  ["2024-05", "2024-05-01T00:00:00.000Z"],
  ["2024-05-17", "2024-05-17T00:00:00.000Z"],
  ["2024-05-17T12:30:00Z", "2024-05-17T12:30:00.000Z"],
  ["2024-05-17T12:30:00", "2024-05-17T12:30:00.000Z"],
  ["2024-05-17 01:30:00+02:00", "2024-05-16T23:30:00.000Z"],
  ["D:20240517", "2024-05-17T00:00:00.000Z"],
  ["D:20240517013000+02'00'", "2024-05-16T23:30:00.000Z"],
  ["D:20240517013000-0530", "2024-05-17T07:00:00.000Z"],
  ["Fri, 17 May 2024 10:00:00 +0200", "2024-05-17T08:00:00.000Z"],
  ["May 17, 2024", "2024-05-17T00:00:00.000Z"],
])("a date is read, without a zone as UTC: %s", (said, instant) => {
  expect(dateOf(said)).toBe(instant);
});

test.each([
  "",
  "yesterday",
  "5/6/2024",
  "2024-13-01",
  "0000-00-00",
  "1601-01-01T00:00:00Z",
  "1970-01-01T00:00:00Z",
  "1980-01-01T00:00:00Z",
  "D:19700101000000",
  "2999-01-01",
  "2013-12-23T23:15:00Z",
])("a date of an unset clock, of a template, to come or unclear is none: %s", (said) => {
  expect(dateOf(said)).toBeNull();
});

test("the first date that can be one is taken", () => {
  expect(dateOf("1970-01-01", undefined, new Date("2020-02-03T04:05:06Z"), "2024-01-01")).toBe(
    "2020-02-03T04:05:06.000Z",
  );
});
