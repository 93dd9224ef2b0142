import { finishAfterwards } from "./afterwards.ts";
import { log } from "./log.ts";
import { stopTelemetry } from "./telemetry.ts";

/** The starter and Docker kill web ten seconds after they've asked it to end; answers that are being read take five of them. */
const finishMsMax = 4_000;

/**
 * Has this process do what it still has to do (`first`, then records, summaries, spans) before it ends by `process.exit`, within a bound. Next
 * ends it so when the last answer has been sent, and asks nobody. Whoever asks a second time isn't kept waiting.
 */
export function finishBeforeExit({
  withinMs = finishMsMax,
  first = async () => undefined,
}: {
  withinMs?: number;
  first?: () => Promise<void>;
} = {}): void {
  const exit = process.exit.bind(process);
  let isEnding = false;
  const exitLater = (code?: number | string | null) => {
    if (isEnding) return exit(code);
    isEnding = true;
    setTimeout(() => {
      log.warn({ withinMs }, "web ended before everything was written");
      exit(code);
    }, withinMs);
    void first()
      .then(finishAfterwards)
      .then(stopTelemetry)
      .catch((error: unknown) => log.warn({ err: error }, "web could not end cleanly"))
      .finally(() => exit(code));
  };
  process.exit = exitLater as typeof process.exit;
}
