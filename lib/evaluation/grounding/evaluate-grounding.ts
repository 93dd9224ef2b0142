/**
 * `npm run eval -- grounding`: how well the check behind every answer's marks tells what sources support. On labelled samples
 * (read-samples.ts), each sentence against its source, a summary counting as unsupported where one of its sentences does; and, with
 * --answers, on answers that people wrote from a document, as they are and made false on purpose.
 */
import { join } from "node:path";
import { z } from "zod";
import type { SupportWeights } from "../../generation/verification/score-support.ts";
import { verifySentence } from "../../generation/verify-sentence.ts";
import { splitSentences } from "../../split-sentences.ts";
import type { Verdict } from "../../turn.ts";
import { bootstrapDifference, type Difference } from "../bootstrap-interval.ts";
import { percentile } from "../percentile.ts";
import { corpusDocumentSchema, readJsonl } from "../read-dataset.ts";
import { seededRandom } from "../seeded-random.ts";
import { type Corruption, corruptions, corruptSentence } from "./corrupt-sentence.ts";
import { asChunk, type GroundingSample, readGroundingSamples } from "./read-samples.ts";
import { trainHeldOut } from "./train-verifier.ts";

export interface Detection {
  name: string;
  samples: number;
  /** The mean of the shares of faithful and of unfaithful samples that are told right, with a 95 % interval. */
  balancedAccuracy: Difference;
  /** Of what is called unsupported, that which is; of what is unsupported, that which is called so; of what is faithful, that which is. */
  precision: number;
  recall: number;
  falseAlarms: number;
}

export interface SentenceDetection {
  name: string;
  sentences: number;
  unsupported: number;
  flaggedShare: number;
  precision: number;
  recall: number;
}

export interface GroundingReport {
  kind: "grounding";
  /** As the product checks; by weights that never saw a sample's batch; by subset of these; by detectors whose scores the samples bring. */
  samples: Detection[];
  sentences: SentenceDetection[];
  corrupted: { how: Corruption | "as people wrote it"; sentences: number; flaggedShare: number }[];
  /** Of a sentence whose sources were read before; the shortest of three times. */
  milliseconds: { p50: number; p95: number };
}

/** The shortest counts: what else the machine does is none of the check's time. */
const timedRuns = 3;

interface JudgedSample extends GroundingSample {
  isFlagged: boolean;
  flags: boolean[];
}

export async function evaluateGrounding(
  samplesFile: string,
  { answers, seed }: { answers?: string; seed: number },
): Promise<GroundingReport> {
  const samples = await readGroundingSamples(samplesFile);
  const times: number[] = [];
  const shipped = samples.map((sample) => judge(sample, undefined, times));
  const heldOutWeights = trainHeldOut(samples);
  const heldOut = samples.map((sample) => judge(sample, heldOutWeights.get(sample.batch), times));
  const detectors = [...new Set(samples.flatMap((sample) => Object.keys(sample.detectors)))];
  return {
    kind: "grounding",
    samples: [
      measure("as the product checks", shipped, seed),
      measure("weights from other batches", heldOut, seed),
      ...subsets(heldOut).map(([name, all]) => measure(`  ${name}`, all, seed)),
      ...detectors.map((name) =>
        measure(
          name,
          samples.flatMap((sample) => {
            const score = sample.detectors[name] ?? null;
            return score === null ? [] : [{ ...sample, isFlagged: score < 0.5 }];
          }),
          seed,
        ),
      ),
    ],
    sentences: [
      measureSentences("as the product checks", shipped),
      measureSentences("weights from other batches", heldOut),
    ],
    corrupted: answers ? await checkCorrupted(answers, seed) : [],
    milliseconds: { p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
  };
}

function judge(sample: GroundingSample, weights: SupportWeights | undefined, times: number[]): JudgedSample {
  const flags = sample.sentences.map(({ text }) => {
    let shortestMs = Number.POSITIVE_INFINITY;
    let verdict: Verdict = "unchecked";
    for (let run = 0; run < timedRuns; run++) {
      const startedAt = performance.now();
      verdict = verifySentence(text, [sample.chunk], weights).verdict;
      shortestMs = Math.min(shortestMs, performance.now() - startedAt);
    }
    times.push(shortestMs);
    return verdict === "unsupported";
  });
  return { ...sample, flags, isFlagged: flags.includes(true) };
}

/** Longer sources are news, shorter ones mostly encyclopedic. */
const longSourceChars = 1000;

function subsets(samples: JudgedSample[]): [string, JudgedSample[]][] {
  const isLong = ({ sourceChars }: JudgedSample) => sourceChars >= longSourceChars;
  return [
    ["short sources", samples.filter((sample) => !isLong(sample))],
    ["long sources", samples.filter(isLong)],
    ...Map.groupBy(samples, ({ summarizer }) => summarizer.split("/").at(-1) ?? ""),
  ];
}

function measure(
  name: string,
  samples: (GroundingSample & { isFlagged: boolean })[],
  seed: number,
): Detection {
  const unfaithful = samples.filter(({ isFaithful }) => isFaithful === false);
  const faithful = samples.filter(({ isFaithful }) => isFaithful === true);
  const flagged = (all: { isFlagged: boolean }[]) => all.filter(({ isFlagged }) => isFlagged).length;
  return {
    name,
    samples: unfaithful.length + faithful.length,
    balancedAccuracy: bootstrapDifference(
      [
        unfaithful.map(({ isFlagged }) => (isFlagged ? 1 : 0)),
        faithful.map(({ isFlagged }) => (isFlagged ? 0 : 1)),
      ],
      seed,
    ),
    precision: ratio(flagged(unfaithful), flagged(unfaithful) + flagged(faithful)),
    recall: ratio(flagged(unfaithful), unfaithful.length),
    falseAlarms: ratio(flagged(faithful), faithful.length),
  };
}

function measureSentences(name: string, samples: JudgedSample[]): SentenceDetection {
  const all = samples.flatMap(({ sentences, flags }) =>
    sentences.map(({ isUnsupported }, i) => ({ isUnsupported, isFlagged: flags[i] ?? false })),
  );
  const unsupported = all.filter(({ isUnsupported }) => isUnsupported).length;
  const flagged = all.filter(({ isFlagged }) => isFlagged);
  const right = flagged.filter(({ isUnsupported }) => isUnsupported).length;
  return {
    name,
    sentences: all.length,
    unsupported,
    flaggedShare: ratio(flagged.length, all.length),
    precision: ratio(right, flagged.length),
    recall: ratio(right, unsupported),
  };
}

const answerSchema = z.object({
  answers: z.array(z.string()),
  answerable: z.boolean().default(true),
  doc_id: z.string().optional(),
});

async function checkCorrupted(dataset: string, seed: number): Promise<GroundingReport["corrupted"]> {
  const corpus = await readJsonl(join(dataset, "corpus.jsonl"), corpusDocumentSchema);
  const answers = await readJsonl(join(dataset, "qa.jsonl"), answerSchema);
  const documentOf = new Map(corpus.map((document) => [document.id, document]));
  const random = seededRandom(seed);
  const written = answers.flatMap(({ answers: [answer], answerable, doc_id }) => {
    const document = documentOf.get(doc_id ?? "");
    return answer && answerable && document ? [{ answer, document }] : [];
  });
  const flags = new Map<string, boolean[]>();
  const check = (how: string, sentence: string | null, chunk: ReturnType<typeof asChunk>) => {
    if (sentence === null) return;
    const isFlagged = verifySentence(sentence, [chunk]).verdict === "unsupported";
    flags.set(how, [...(flags.get(how) ?? []), isFlagged]);
  };
  written.forEach(({ answer, document }, i) => {
    const chunk = asChunk(document.text, document.title);
    const elsewhere = written[(i + 1) % written.length]?.document.text ?? "";
    for (const { text: sentence } of splitSentences(answer)) {
      check("as people wrote it", sentence, chunk);
      for (const how of corruptions)
        check(how, corruptSentence(how, { sentence, source: document.text, elsewhere, random }), chunk);
    }
  });
  return (["as people wrote it", ...corruptions] as const).map((how) => {
    const all = flags.get(how) ?? [];
    return { how, sentences: all.length, flaggedShare: ratio(all.filter(Boolean).length, all.length) };
  });
}

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
