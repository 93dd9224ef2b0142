import { expect, it } from "vitest";
import { findQuotedPhrases } from "./find-quoted-phrases.ts";

it("finds what stands in quotation marks of several countries, in order", () => {
  const text =
    'Where do "net promoter score", “annual leave”, „Elternzeit“, «droit moral» and »Grundsatz« stand?';
  expect(findQuotedPhrases(text)).toEqual([
    "net promoter score",
    "annual leave",
    "Elternzeit",
    "droit moral",
    "Grundsatz",
  ]);
});

it("takes apostrophes and single marks for none", () => {
  expect(findQuotedPhrases(`What's the dogs' “” rule? It is 5" long`)).toEqual([]);
});
