/**
 * A corpus that nobody wrote, for measuring speed at sizes for which there's no text: the same for the same seed, and a larger one
 * begins with the smaller. What decides the speed of a search is as in real ones: few words stand in most chunks and most in few
 * (Zipf), lengths are log-normal, a document keeps to a topic with words of its own, and vectors lie in clusters within clusters.
 */
import { seededRandom } from "../lib/evaluation/seeded-random.ts";
import { drawLogNormal, drawNormal, zipf } from "./distributions.ts";

export interface SyntheticChunk {
  /** From 0; the chunks of a document come one after the other. */
  document: number;
  ordinal: number;
  text: string;
  /** Of length 1. */
  embedding: Float32Array;
}

export interface SyntheticQuestion {
  text: string;
  embedding: Float32Array;
}

export const syntheticDimensions = 384;

const topics = 300;
/** A topic favours 2,000 words of the 30,000 that are neither everywhere nor nowhere. */
const words = 100_000;
const topicWords = 2_000;
const midWords = 20_000;
/** Of a text's words, those that aren't indexed, and those that are its topic's own. */
const stopShare = 0.4;
const topicShare = 0.25;
const stopWords = ["the", "of", "and", "to", "in", "is", "for", "that", "on", "with", "by", "as", "it", "be"];
/** Chunks have at most 512 tokens. */
const chunkWords = { median: 170, sigma: 0.5, max: 360 };
const questionWords = { median: 5, sigma: 0.4, max: 12 };
/** Half of the documents have at most 4 chunks, one in fifty more than 60. */
const documentChunks = { median: 4, sigma: 1.3, max: 400 };

/**
 * How far what is within stands from what is without, where the latter has length 1. That makes cosines of about .8 within a
 * document, .6 within a topic, .1 between topics, and .75 between a question and its chunk, as sentence embeddings have them.
 */
const spread = { topic: 2.1, document: 0.6, chunk: 0.5, question: 0.85 };
/** Directions don't count alike: variance falls with this power of a dimension's rank. */
const spectrumPower = 0.7;

/** The chunks of a corpus, without end. */
export function* synthesizeChunks(seed: number): Generator<SyntheticChunk> {
  const random = seededRandom(seed);
  const drawTopic = zipf(topics, 0.7, 5);
  const writeText = openVocabulary(random);
  const whole = drawDirection(random);
  const centres = Array.from({ length: topics }, () => near(random, whole, spread.topic));
  for (let document = 0; ; document++) {
    const topic = drawTopic(random);
    const centre = near(random, centres[topic] ?? whole, spread.document);
    const chunks = drawLogNormal(random, documentChunks);
    for (let ordinal = 0; ordinal < chunks; ordinal++) {
      const embedding = near(random, centre, spread.chunk);
      yield { document, ordinal, text: writeText(random, topic), embedding };
    }
  }
}

/** A question about a chunk: some of its words, common ones more likely as in real questions, and a vector in its vicinity. */
export function askAbout({ text, embedding }: SyntheticChunk, random: () => number): SyntheticQuestion {
  const said = text.split(" ").filter((word) => !stopWords.includes(word));
  const asked = Array.from({ length: drawLogNormal(random, questionWords) }, () =>
    said.length > 0 ? pick(said, random) : "",
  );
  return { text: `what is the ${asked.join(" of ")}`, embedding: near(random, embedding, spread.question) };
}

/** A uniform sample of what passes by, whenever one looks at it (Vitter 1985, algorithm R). */
export function openReservoir<T>(size: number, random: () => number) {
  const kept: T[] = [];
  let seen = 0;
  return {
    kept,
    offer(item: T) {
      const place = seen < size ? seen : Math.floor(random() * (seen + 1));
      if (place < size) kept[place] = item;
      seen++;
    },
  };
}

/** Writes texts whose words are those of all topics, of the given one, and stop words. */
function openVocabulary(random: () => number) {
  const drawCommon = zipf(words);
  const drawOwn = zipf(topicWords);
  const own = Array.from({ length: topics }, () => Math.floor(random() * midWords));
  return (random: () => number, topic: number): string => {
    const written: string[] = [];
    for (let left = drawLogNormal(random, chunkWords); left > 0; left--) {
      const kind = random();
      if (kind < stopShare) written.push(pick(stopWords, random));
      else if (kind < stopShare + topicShare) {
        // By great steps from the topic's place, so that two topics share words, and hardly their favourites.
        written.push(spell(((own[topic] ?? 0) + drawOwn(random) * 7919) % midWords));
      } else written.push(spell(drawCommon(random)));
    }
    return written.join(" ");
  };
}

const consonants = "bdfgklmnprstvz";
const vowels = "aeiou";

/** The word of a rank: rarer ones are longer, and none is a stop word or what the stemmer takes another one for. */
function spell(rank: number): string {
  let word = "";
  for (let rest = rank; ; rest = Math.floor(rest / 70) - 1) {
    const syllable = rest % 70;
    word = `${consonants[Math.floor(syllable / 5)]}${vowels[syllable % 5]}${word}`;
    if (rest < 70) return `${word}k`;
  }
}

/** A unit vector, some directions more likely than others. */
function drawDirection(random: () => number): Float32Array {
  const drawn = new Float32Array(syntheticDimensions);
  for (let i = 0; i < drawn.length; i++) drawn[i] = drawNormal(random) * (i + 1) ** (-spectrumPower / 2);
  return toUnitLength(drawn);
}

/** The unit vector towards a place at that distance from a unit vector. */
function near(random: () => number, centre: Float32Array, distance: number): Float32Array {
  const drawn = drawDirection(random);
  for (let i = 0; i < drawn.length; i++) drawn[i] = (centre[i] ?? 0) + distance * (drawn[i] ?? 0);
  return toUnitLength(drawn);
}

function toUnitLength(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}
