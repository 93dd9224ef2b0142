import { expect, test } from "vitest";
import { coverPeriod, endOfSpan, startOfSpan } from "./cover-period.ts";

const at = (text: string) => new Date(`${text}Z`);
const now = { rolledUntil: at("2026-11-21T14:00"), hoursFrom: at("2026-11-18T00:00") };
const shown = (cover: Parameters<typeof coverPeriod>[0]) =>
  coverPeriod(cover).map(({ from, startsAt, endsAt }) =>
    [from, startsAt.toISOString().slice(0, 13), endsAt.toISOString().slice(0, 13)].join(" "),
  );

test("a year is months, days at its edges, today's hours, and the ledger for the rest", () => {
  const year = { startsAt: at("2025-11-22T00:00"), endsAt: at("2026-11-22T00:00"), grain: "month" as const };
  expect(shown({ ...now, ...year })).toEqual([
    "day 2025-11-22T00 2025-12-01T00",
    "month 2025-12-01T00 2026-11-01T00",
    "day 2026-11-01T00 2026-11-21T00",
    "hour 2026-11-21T00 2026-11-21T14",
    "ledger 2026-11-21T14 2026-11-22T00",
  ]);
});

test("shown by day, no month is read, and by hour no day", () => {
  const days = { startsAt: at("2026-10-01T00:00"), endsAt: at("2026-11-02T00:00") };
  expect(shown({ ...now, ...days, grain: "day" })).toEqual(["day 2026-10-01T00 2026-11-02T00"]);
  const day = { startsAt: at("2026-11-20T00:00"), endsAt: at("2026-11-21T00:00") };
  expect(shown({ ...now, ...day, grain: "hour" })).toEqual(["hour 2026-11-20T00 2026-11-21T00"]);
});

test("where nothing is summed up, or its hours are gone, the ledger is read", () => {
  const day = { startsAt: at("2026-11-20T00:00"), endsAt: at("2026-11-21T00:00"), grain: "hour" as const };
  expect(shown({ ...now, rolledUntil: null, ...day })).toEqual(["ledger 2026-11-20T00 2026-11-21T00"]);
  const old = { startsAt: at("2026-11-17T00:00"), endsAt: at("2026-11-19T00:00"), grain: "hour" as const };
  expect(shown({ ...now, ...old })).toEqual([
    "ledger 2026-11-17T00 2026-11-18T00",
    "hour 2026-11-18T00 2026-11-19T00",
  ]);
});

test("whatever the period, its pieces follow each other from start to end", () => {
  for (const grain of ["hour", "day", "month"] as const)
    for (let shift = 0; shift < 60; shift++) {
      const startsAt = new Date(at("2026-09-01T00:00").getTime() + shift * 86_400_000);
      const endsAt = at("2026-11-22T00:00");
      const pieces = coverPeriod({ ...now, startsAt, endsAt, grain });
      expect(pieces[0]?.startsAt).toEqual(startsAt);
      expect(pieces.at(-1)?.endsAt).toEqual(endsAt);
      for (const [i, piece] of pieces.entries()) {
        if (i > 0) expect(piece.startsAt).toEqual(pieces[i - 1]?.endsAt);
        if (piece.from !== "ledger") expect(startOfSpan(piece.startsAt, piece.from)).toEqual(piece.startsAt);
      }
    }
});

test("months end where they end", () => {
  expect(endOfSpan(at("2024-02-29T23:59"), "month")).toEqual(at("2024-03-01T00:00"));
  expect(endOfSpan(at("2026-12-31T23:59"), "day")).toEqual(at("2027-01-01T00:00"));
});
