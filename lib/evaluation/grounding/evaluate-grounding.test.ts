import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scoreSupport } from "../../generation/verification/score-support.ts";
import { describeGrounding } from "./describe-grounding.ts";
import { evaluateGrounding } from "./evaluate-grounding.ts";
import { readGroundingSamples } from "./read-samples.ts";
import { trainVerifier } from "./train-verifier.ts";

const source = "The warranty lasts two years from the date of purchase. It covers parts and labour.";
const good = "The warranty lasts two years.";
const bad = "The warranty lasts 9 years.";
const span = { start: 0, end: bad.length, label: ["Unwanted", "Unwanted.Intrinsic"] };

const samples = ["1", "2"].flatMap((batch) => [
  { id: `${batch}-0`, source, summary: good, worst: "Consistent", detectors: { other: 0.1 } },
  { id: `${batch}-1`, source, summary: `${bad} ${good}`, worst: "Unwanted", spans: [span] },
  { id: `${batch}-2`, source, summary: bad, worst: "Questionable" },
]);

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "grounding-"));
  file = join(folder, "samples.jsonl");
  await writeFile(file, samples.map((sample) => JSON.stringify(sample)).join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("evaluateGrounding", () => {
  it("counts a sample as unsupported where one of its sentences is, and leaves out what people doubted", async () => {
    const { samples: measured, sentences } = await evaluateGrounding(file, { seed: 1 });
    expect(measured[0]).toMatchObject({ samples: 4, precision: 1, recall: 1, falseAlarms: 0 });
    expect(measured[0]?.balancedAccuracy).toMatchObject({ mean: 1, low: 1, high: 1 });
    expect(measured.find(({ name }) => name === "other")).toMatchObject({ samples: 2, falseAlarms: 1 });
    expect(sentences[0]).toMatchObject({ sentences: 8, unsupported: 2, precision: 0.5, recall: 1 });
  });

  it("checks answers by people as they are and made false", async () => {
    await writeFile(join(folder, "corpus.jsonl"), JSON.stringify({ id: "d", title: "Terms", text: source }));
    const answer = "The warranty can last for 2 years.";
    await writeFile(join(folder, "qa.jsonl"), JSON.stringify({ answers: [answer], doc_id: "d" }));
    const report = await evaluateGrounding(file, { answers: folder, seed: 1 });
    const markedOf = (how: string) => report.corrupted.find((row) => row.how === how);
    expect(markedOf("as people wrote it")).toMatchObject({ sentences: 1, flaggedShare: 0 });
    expect(markedOf("another number")).toMatchObject({ sentences: 1, flaggedShare: 1 });
    expect(describeGrounding(report)).toContain("another number");
  });
});

describe("trainVerifier", () => {
  it("gives more weight to what unsupported sentences have, and the same weights for the same samples", async () => {
    const read = await readGroundingSamples(file);
    const invented = read.map((sample) => ({
      ...sample,
      sentences: [
        { text: good, isUnsupported: false },
        { text: "Volcanoes erupt when magma rises.", isUnsupported: true },
      ],
    }));
    const trained = trainVerifier(invented);
    expect(trainVerifier(invented)).toEqual(trained);
    const low = { unfound: 0, newPairs: 0, newGrams: 0, length: 1.5 };
    const high = { unfound: 4, newPairs: 1, newGrams: 1, length: 1.5 };
    expect(scoreSupport(high, trained)).toBeGreaterThan(scoreSupport(low, trained) + 0.3);
  });
});
