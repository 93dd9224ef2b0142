// @ts-check
/**
 * What the starter and the test runner print: a few calm lines, progress for long steps, and one clear line on failure.
 * Plain JavaScript for Node 18, because it runs before anything is installed.
 */

/** A failure that a person can act on: its message says what to do, and no stack trace is shown. */
export class StartError extends Error {
  /** @override */
  name = "StartError";
}

const isInteractive = process.stdout.isTTY === true;
const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const SPINNER_MS = 100;
const PLAIN_PROGRESS_MS = 15_000;
/** Steps shorter than this aren't announced where there's no spinner. */
const PLAIN_FIRST_MS = 1_000;

export function say(/** @type {string} */ line) {
  process.stdout.write(`${line}\n`);
}

export function warn(/** @type {string} */ line) {
  process.stderr.write(`${line}\n`);
}

/** Prints a failure as one line, with the stack only where it's a fault of the program and not of its surroundings. */
export function showFailure(/** @type {unknown} */ error) {
  if (error instanceof StartError) warn(`✖ ${error.message}`);
  else warn(`✖ Unexpected: ${error instanceof Error ? error.stack : String(error)}`);
}

/**
 * Runs `work` and shows that it's going on: a spinner with the elapsed time on a terminal, a line every 15 seconds
 * elsewhere. Ends with one line that says how long it took.
 *
 * @template T
 * @param {string} doing
 * @param {string} done
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(doing, done, work) {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  let frame = 0;
  const draw = () =>
    process.stdout.write(`\r\x1b[2K${spinner[frame++ % spinner.length]} ${doing} (${elapsed()})`);
  const announcement = setTimeout(() => isInteractive || say(`… ${doing}`), PLAIN_FIRST_MS);
  const timer = isInteractive
    ? setInterval(draw, SPINNER_MS)
    : setInterval(() => say(`… ${doing} (${elapsed()})`), PLAIN_PROGRESS_MS);
  try {
    const result = await work();
    if (isInteractive) process.stdout.write("\r\x1b[2K");
    say(`✔ ${done} (${elapsed()})`);
    return result;
  } catch (error) {
    if (isInteractive) process.stdout.write("\r\x1b[2K");
    throw error;
  } finally {
    clearTimeout(announcement);
    clearInterval(timer);
  }
}
