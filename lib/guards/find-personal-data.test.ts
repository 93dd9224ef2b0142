import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluatePii } from "../evaluation/guards/evaluate-pii.ts";
import { findPersonalData } from "./find-personal-data.ts";

const foundIn = (text: string) =>
  findPersonalData(text).map(({ type, start, end }) => [type, text.slice(start, end)]);

describe("personal data", () => {
  it.each([
    ["Write to ann.o'neil+x@mail.example.co.uk, please.", "email", "ann.o'neil+x@mail.example.co.uk"],
    ["Ruf an: +49 (30) 1234-5678.", "phone", "+49 (30) 1234-5678"],
    ["Call (212) 555-0147 today.", "phone", "(212) 555-0147"],
    ["Tel. 0650 995 04 94", "phone", "0650 995 04 94"],
    ["card 4111-1111-1111-1111", "card", "4111-1111-1111-1111"],
    ["IBAN DE89 3704 0044 0532 0130 00 is ours", "iban", "DE89 3704 0044 0532 0130 00"],
    ["SSN 273-11-2517", "national-id", "273-11-2517"],
    ["CPF 529.982.247-25", "national-id", "529.982.247-25"],
    ["DNI 12345678Z", "national-id", "12345678Z"],
    ["from 109.38.226.13 again", "ip", "109.38.226.13"],
    ["from 2001:db8::8a2e:370:7334 again", "ip", "2001:db8::8a2e:370:7334"],
    ["She was born on 16 October 1987.", "birth-date", "16 October 1987"],
    ["geboren am 16.10.1987", "birth-date", "16.10.1987"],
    ["at 221 Baker Street, London NW1 6XE.", "address", "221 Baker Street, London NW1 6XE"],
    ["in der Hauptstraße 12, 10115 Berlin", "address", "Hauptstraße 12, 10115 Berlin"],
    ["Rua das Flores, 45", "address", "Rua das Flores, 45"],
    ["Ask Mr. Tweedledum about it.", "person", "Tweedledum"],
    ["Katarina van der Berg signed.", "person", "Katarina van der Berg"],
  ])("is found in %j", (text, type, value) => {
    expect(foundIn(text)).toContainEqual([type, value]);
  });

  it.each([
    "In 2023 we sold 1,200,000 units at 19.99 each, 12 % more than in 2022.",
    "Version 10.4.2.1 is out since 16.10.2023; see section 3.2.1.",
    "The card number 4111 1111 1111 1112 fails its checksum.",
    "DE89 3704 0044 0532 0130 01 is no account.",
    "Open 9:00-17:00, from 01/02/2024 to 01/03/2024.",
    "There are 10 people on the way to the place.",
    "Order 2024-11-0815 has 250 parts, each 12 x 40 x 7 mm.",
    "RFC 2616, ISO 9001:2015 and EN 60950-1 apply.",
    "The range is 1000-2000 and the code ABC-123.",
  ])("isn't seen in %j", (text) => {
    expect(foundIn(text)).toEqual([]);
  });

  it.each(["1 ", "A", "\n", "\n1 ", "1 Main ", "+", "a@", "Anna ", "1-", "ab12 "])(
    "is looked for in any text, such as many of %j",
    (piece) => {
      expect(findPersonalData(piece.repeat(10_000 / piece.length))).toBeDefined();
    },
  );

  const folder = "../shared/data/pii";
  it.skipIf(!existsSync(folder))(
    "is found with few false alarms in the development set (skipped without ../shared)",
    async () => {
      const { sought } = await evaluatePii(folder);
      expect(sought.precision).toBeGreaterThan(0.95);
      expect(sought.recall).toBeGreaterThan(0.58);
    },
  );
});
