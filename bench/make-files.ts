import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { makePdf } from "../ingestion/testing/make-pdf.ts";
import type { MeasuredFile } from "./measure-uploads.ts";

const words =
  "the committee met in town hall and talked about bridge school harbour budget water road plan review council vote minutes member report year cost repair light garden market winter season letter office keeper ledger river".split(
    " ",
  );

/** The same numbers for the same seed, so that runs compare. */
function startRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

function sentence(random: () => number): string {
  const length = 8 + Math.floor(random() * 8);
  return `${Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(" ")}. `;
}

/** Markdown files of 2.1 KB, no two alike within a run or between runs. */
export function makeTexts(count: number, run: string): MeasuredFile[] {
  const random = startRandom([...run].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) & 0xffffff);
  return Array.from({ length: count }, (_, i) => {
    let text = `# Report ${run} ${i}\n\n`;
    while (text.length < 2100) text += sentence(random);
    return { name: `report-${run}-${i}.md`, bytes: Buffer.from(text.slice(0, 2100)) };
  });
}

/** A PDF of a hundred pages with a text layer, some 400 words a page. */
export function makeLongPdf(run: string, pages = 100): MeasuredFile {
  const random = startRandom(run.length * 7919 + pages);
  const made = Array.from({ length: pages }, (_, page) => [
    { text: `Chapter ${page + 1} of ${run}`, y: 780, size: 18 },
    ...Array.from({ length: 42 }, (_, line) => ({ text: sentence(random).trim(), y: 750 - line * 16 })),
  ]);
  return { name: `long-${run}.pdf`, bytes: makePdf(made) };
}

/** The PDFs of a folder; none where there's no such folder. */
export async function readPdfs(folder: string): Promise<(MeasuredFile & { path: string })[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names
      .filter((name) => extname(name).toLowerCase() === ".pdf")
      .map(async (name) => ({
        name,
        path: join(folder, name),
        bytes: await readFile(join(folder, name)),
      })),
  );
}
