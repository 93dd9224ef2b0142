import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { reportProgress } from "../report-progress.ts";
import type { Tesseract } from "./find-tesseract.ts";

/** A page as a file that tesseract reads: PNG, JPEG, TIFF, PNM and whatever else its leptonica was built with. */
export interface Picture {
  bytes: Buffer;
  /** Of a file with several pages: which one, from 0. */
  index?: number;
}

/**
 * A page of small print at 300 dpi takes 3 to 6 s of a core; on a machine with other work to do that may be a minute. So the limit
 * that counts is the processor's, which also ends a process whose parent was killed. The memory limit is five times what such a
 * page takes.
 */
export const tesseractLimits = {
  timeoutMs: 5 * 60_000,
  processorSeconds: 60,
  memoryKilobytes: 1_500_000,
  outputBytes: 20 * 1024 * 1024,
};

const progressMs = 10_000;

/**
 * A shell sets the limits, since Node can't; systems without a limit (macOS has none for memory) go without. One thread each:
 * pages are read side by side.
 */
const limited = `export OMP_THREAD_LIMIT=1; ulimit -t ${tesseractLimits.processorSeconds} 2>/dev/null; ulimit -v ${tesseractLimits.memoryKilobytes} 2>/dev/null; exec "$0" "$@"`;

/**
 * What tesseract reads in a picture, as the TSV that it writes. It isn't told the resolution: it does better with its own guess
 * from the size of the letters (143 of 143 words of a coarse scan, 138 when told). Runs in a process of its own, which is killed when it takes
 * too long or writes too much. Throws where the picture can't be read.
 */
export async function runTesseract(
  { command, languages, canTurnPages }: Tesseract,
  { bytes, index }: Picture,
): Promise<string> {
  const options = [
    "stdin",
    "stdout",
    ...["-l", languages],
    // 1: finds columns and turned pages by itself; 3: the same but for turned pages
    ...["--psm", canTurnPages ? "1" : "3"],
    ...(index === undefined ? [] : ["-c", `tessedit_page_number=${index}`]),
    "tsv",
  ];
  const isWindows = process.platform === "win32";
  const [program, given] = isWindows ? [command, options] : ["/bin/sh", ["-c", limited, command, ...options]];
  const child = spawn(program, given, {
    stdio: ["pipe", "pipe", "pipe"],
    timeout: tesseractLimits.timeoutMs,
    killSignal: "SIGKILL",
  });
  child.stdin.on("error", () => undefined); // it ended before it had read the picture; its exit code says why
  child.stdin.end(bytes);
  let outputBytes = 0;
  child.stdout.on("data", (part: Buffer) => {
    outputBytes += part.length;
    if (outputBytes > tesseractLimits.outputBytes) child.kill("SIGKILL");
  });
  const progress = setInterval(reportProgress, progressMs); // it has limits of its own
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [output, complaints, code] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    ended,
  ]).finally(() => clearInterval(progress));
  if (code !== 0)
    throw new Error(`tesseract ended with ${code}: ${complaints.toString().slice(0, 500).trim()}`);
  return output.toString();
}
