// @ts-check
const isInteractive = process.stderr.isTTY === true;
const barLength = 30;

/**
 * A progress bar on stderr that redraws its line on a terminal and prints every tenth elsewhere.
 *
 * @param {string} label
 * @param {number} total
 */
export function showProgress(label, total) {
  let done = 0;
  const startedAt = Date.now();
  const stepSize = Math.max(1, Math.floor(total / 10));
  return {
    advance() {
      done++;
      if (isInteractive) process.stderr.write(`\r\x1b[2K${draw()}${done === total ? "\n" : ""}`);
      else if (done % stepSize === 0 || done === total) process.stderr.write(`${label} ${done}/${total}\n`);
    },
  };

  function draw() {
    const filled = Math.round((done / total) * barLength);
    const secondsLeft = Math.round(((Date.now() - startedAt) / done / 1000) * (total - done));
    const left = done < total && secondsLeft > 1 ? `, ${secondsLeft} s left` : "";
    return `${"█".repeat(filled)}${"░".repeat(barLength - filled)} ${label} ${done}/${total}${left}`;
  }
}
