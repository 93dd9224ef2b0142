import { describe, expect, it } from "vitest";
import type { RankedChunk } from "../turn.ts";
import { findQuote, verifySentence } from "./verify-sentence.ts";

function chunkOf(text: string, about: Partial<RankedChunk> = {}): RankedChunk {
  return {
    chunkId: "chunk",
    documentId: "document",
    collectionId: "collection",
    title: "Terms",
    page: null,
    pageOffsets: [],
    headingPath: [],
    ordinal: 0,
    text,
    tokenCount: 0,
    scores: { bm25: null, vector: null, fused: null, relevance: null },
    ...about,
  };
}

const terms =
  "The warranty lasts two years from the date of purchase. It covers parts and labour. " +
  "It does not cover water damage. A repair costs 1,250.50 euros. Ada Lovelace signed the agreement in Zürich on 3 May 2021.";
const check = (sentence: string, source = terms) => verifySentence(sentence, [chunkOf(source)]).verdict;

describe("verifySentence", () => {
  it.each([
    "The warranty lasts two years from the date of purchase.",
    "Parts and labour are covered.",
    "Water damage is not covered.",
    "Ada Lovelace signed the agreement in Zürich.",
    "The agreement was signed on 3 May 2021.",
    "**The warranty** lasts `two years`.",
  ])("supports what the source says: %s", (sentence) => {
    expect(check(sentence)).toBe("supported");
  });

  it.each([
    ["a number changed", "The agreement was signed on 3 May 2020."],
    ["a number added", "A repair of 3 parts costs 1,250.50 euros over 12 months."],
    ["a number in words changed", "The warranty lasts nine years."],
    ["a name changed", "The agreement was signed by Grace Hopper in Zürich."],
    ["a place changed", "Ada Lovelace signed the agreement in Geneva."],
    ["a negation lost", "It does cover water damage."],
    ["a negation gained", "The warranty doesn't cover parts and labour."],
    ["something else said", "Migratory birds cross the Mediterranean every autumn."],
  ])("doesn't support a sentence with %s", (_, sentence) => {
    expect(check(sentence)).toBe("unsupported");
  });

  it("takes differently written numbers for the same", () => {
    expect(check("A repair costs 1250.5 euros.")).toBe("supported");
    expect(check("Eine Reparatur costs 1250,50 euros for the repair.", `${terms} Eine Reparatur.`)).toBe(
      "supported",
    );
    expect(check("The warranty lasts 2 years.")).toBe("supported");
    expect(check("The warranty lasts two years.", "The warranty lasts 2 years.")).toBe("supported");
  });

  it("lets a sentence count in its own words what the source doesn't count", () => {
    expect(
      check("The warranty covers two things: parts and labour.", "The warranty covers parts and labour."),
    ).toBe("supported");
  });

  it("says which number or name it missed", () => {
    expect(verifySentence("It lasts 7 years.", [chunkOf(terms)]).reason).toContain("7");
    expect(verifySentence("It was signed by Hopper.", [chunkOf(terms)]).reason).toContain("Hopper");
  });

  it("lets several chunks support a sentence together", () => {
    const first = chunkOf("The warranty lasts two years.");
    const second = chunkOf("Goods may be returned within 30 days.");
    const sentence = "The warranty lasts two years and goods may be returned within 30 days.";
    expect(verifySentence(sentence, [first, second]).verdict).toBe("supported");
    expect(verifySentence(sentence, [first]).verdict).toBe("unsupported");
  });

  it("lets title and headings support a sentence as the text does", () => {
    const chunk = chunkOf("It lasts two years.", { title: "Fjell bicycles", headingPath: ["Warranty"] });
    expect(verifySentence("The warranty of Fjell bicycles lasts two years.", [chunk]).verdict).toBe(
      "supported",
    );
  });

  it("leaves a sentence without content unchecked", () => {
    expect(check("It is what it is.")).toBe("unchecked");
    expect(check("…")).toBe("unchecked");
  });

  it("supports nothing without a source", () => {
    expect(verifySentence("The warranty lasts two years.", []).verdict).toBe("unsupported");
  });
});

describe("numbers", () => {
  it.each([
    ["grouped, with another language's marks", "The fine is 1.250,50 euros.", "The fine is 1,250.50 euros."],
    ["grouped by points", "Die Miete beträgt 2500 Euro im Jahr.", "Die Miete beträgt 2.500 Euro im Jahr."],
    ["with a word for their size", "It cost 1.5 million dollars.", "It cost 1,500,000 dollars."],
    ["rounded, where that's said", "Nearly 7,000 people came to the fair.", "6,917 people came to the fair."],
    ["in words, small or large", "The bridge has 30 arches.", "The bridge has thirty arches."],
    ["of a month", "The contract ends on 3 May 2021.", "The contract ends on 2021-05-03."],
  ])("are the same %s", (_, sentence, source) => {
    expect(check(sentence, source)).toBe("supported");
  });

  const fees = "Returns are accepted for 14 days after delivery. The handling fee is 30 euros per parcel.";
  it("belong to what they count: another unit's number doesn't do", () => {
    expect(check("Returns are accepted for 14 days after delivery.", fees)).toBe("supported");
    const { verdict, reason } = verifySentence("Returns are accepted for 30 days.", [chunkOf(fees)]);
    expect(verdict).toBe("unsupported");
    expect(reason).toBe("The cited source doesn't say 30 days, but 14.");
  });

  it("aren't those of a list", () => {
    expect(check("1. The handling fee is 30 euros per parcel.", fees)).toBe("supported");
    expect(check("2.", fees)).toBe("unchecked");
  });
});

describe("names", () => {
  it.each([
    ["with capitals within", "Conor McGregor won the title.", "mcgregor won the title, said Conor."],
    [
      "by their initials",
      "He flew as a pilot of the air force in World War II.",
      "He flew as a pilot of the air force in WWII.",
    ],
    ["of people by their country", "Several Chinese cities protested.", "Several cities in China protested."],
    ["of months by their number", "It opened in June.", "It opened on 2024-06-01."],
  ])("are the same %s", (_, sentence, source) => {
    expect(check(sentence, source)).toBe("supported");
  });

  const team =
    "Ada Lovelace leads the research group in Zürich. Grace Hopper manages the sales office in Boston.";
  it("belong where the source puts them", () => {
    expect(check("Ada Lovelace leads the research group in Zürich.", team)).toBe("supported");
    const { verdict, reason } = verifySentence("Grace Hopper leads the research group.", [chunkOf(team)]);
    expect(verdict).toBe("unsupported");
    expect(reason).toBe("The cited source doesn't say this of “Hopper”.");
  });
});

describe("what is turned round", () => {
  it.each([
    [
      "increased for decreased",
      "Sales in the north region increased in 2023.",
      "Sales in the north region decreased in 2023.",
    ],
    [
      "at least for at most",
      "Each claim needs at least three receipts.",
      "Each claim needs at most three receipts.",
    ],
    [
      "allowed for prohibited",
      "Smoking is allowed in the main building.",
      "Smoking is prohibited in the main building.",
    ],
  ])("is unsupported: %s", (_, sentence, source) => {
    const { verdict, reason } = verifySentence(sentence, [chunkOf(source)]);
    expect(verdict).toBe("unsupported");
    expect(reason).toMatch(/^The sentence says “.+” where its source says “.+”\.$/);
  });

  it.each([
    [
      "a “not” elsewhere in the source",
      "Parts and labour are covered.",
      "It covers parts and labour. Rust is not covered.",
    ],
    ["a “no” that answers", "No, the warranty lasts two years.", "The warranty lasts two years."],
    [
      "a denial in other words",
      "Visitors can't enter without a badge.",
      "Visitors are refused entry unless they wear a badge.",
    ],
  ])("isn't %s", (_, sentence, source) => {
    expect(verifySentence(sentence, [chunkOf(source)]).reason).not.toContain("not”");
  });
});

describe("words in quotation marks", () => {
  const letter = "The director wrote: “We will not close the plant before next spring.” Staff were relieved.";
  it("must be the source's, whatever the marks look like", () => {
    expect(check('The director wrote "we will not close the plant".', letter)).toBe("supported");
    expect(check('The director wrote "We will not ... before next spring".', letter)).toBe("supported");
    const invented = verifySentence('The director wrote "we will close the plant today".', [chunkOf(letter)]);
    expect(invented).toMatchObject({
      verdict: "unsupported",
      reason: expect.stringContaining("quotation marks"),
    });
  });
});

describe("other languages", () => {
  const german =
    "Die Garantie auf den Rahmen gilt zehn Jahre ab dem Tag des Kaufs. Schäden durch Wasser sind nicht gedeckt. " +
    "Die Rücksendung ist innerhalb von 30 Tagen möglich, und der Käufer trägt die Kosten.";
  it.each([
    ["supported", "Die Garantie auf den Rahmen gilt zehn Jahre."],
    ["supported", "Schäden durch Wasser sind nicht gedeckt."],
    ["supported", "Der Käufer trägt die Kosten der Rücksendung."],
    ["unsupported", "Die Garantie auf den Rahmen gilt elf Jahre."],
    ["unsupported", "Schäden durch Wasser sind gedeckt."],
    ["unsupported", "Die Rücksendung ist innerhalb von 60 Tagen möglich."],
  ])("are checked by their own rules, German: %s, %s", (verdict, sentence) => {
    expect(check(sentence, german)).toBe(verdict);
  });

  it.each([
    ["supported", "保修期为两年。"],
    ["unsupported", "火山爆发时岩浆上升。"],
  ])("without spaces are, too: %s, %s", (verdict, sentence) => {
    expect(check(sentence, "本产品的保修期为两年。保修不包括水损。")).toBe(verdict);
  });

  it("that the source isn't in are compared by numbers alone, and a judge would know more", () => {
    const source =
      "The warranty on the frame lasts 10 years from the day of purchase, and it covers parts and labour.";
    expect(verifySentence("Die Garantie gilt für den Rahmen 10 Jahre.", [chunkOf(source)])).toMatchObject({
      verdict: "unchecked",
      isUnsure: true,
    });
    expect(check("Die Garantie gilt für den Rahmen 12 Jahre.", source)).toBe("unsupported");
    expect(check("保修期为10年。", source)).toBe("unchecked");
  });
});

describe("doubt", () => {
  it("is said where words can't tell, and not of a wrong number", () => {
    const paraphrase = "Lodging expenses reimbursed by employers reach 140 euros.";
    const source = [chunkOf("A hotel may cost 140 euros a night.")];
    expect(verifySentence(paraphrase, source)).toMatchObject({ verdict: "unsupported", isUnsure: true });
    expect(verifySentence("A hotel may cost 250 euros.", source).isUnsure).toBe(false);
    expect(verifySentence("A hotel may cost 140 euros a night.", source).isUnsure).toBe(false);
  });
});

describe("findQuote", () => {
  it("is a verbatim slice of the chunk", () => {
    for (const sentence of ["water damage", "repair euros", "nothing of the kind", ""]) {
      const { start, end, text } = findQuote(sentence, chunkOf(terms));
      expect(terms.slice(start, end)).toBe(text);
      expect(text).not.toBe("");
    }
  });

  it("is the sentence that says it, and no longer than needed", () => {
    expect(findQuote("Parts and labour are covered.", chunkOf(terms)).text).toBe(
      "It covers parts and labour.",
    );
  });

  it("spans neighbouring sentences where the content does", () => {
    const quote = findQuote("It covers parts and labour but no water damage.", chunkOf(terms)).text;
    expect(quote).toBe("It covers parts and labour. It does not cover water damage.");
  });

  it("stays short where nothing fits", () => {
    expect(findQuote("zebra", chunkOf("Some words here. ".repeat(100))).text.length).toBeLessThan(100);
  });

  it("of an empty chunk is empty", () => {
    expect(findQuote("anything", chunkOf(""))).toEqual({ start: 0, end: 0, text: "" });
  });
});
