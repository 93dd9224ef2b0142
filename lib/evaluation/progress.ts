/** A counter on stderr that rewrites its line on a terminal and prints every tenth elsewhere. */
export function startProgress(label: string, total: number): { advance(): void } {
  let done = 0;
  const stepSize = Math.max(1, Math.floor(total / 10));
  return {
    advance() {
      done++;
      if (process.stderr.isTTY)
        process.stderr.write(`\r${label} ${done}/${total}${done === total ? "\n" : ""}`);
      else if (done % stepSize === 0 || done === total) process.stderr.write(`${label} ${done}/${total}\n`);
    },
  };
}
