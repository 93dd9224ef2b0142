import {
  type EvaluationRun,
  endEvaluationRun,
  loadMeasurableQuestions,
  type MeasurableQuestion,
  reportEvaluationRun,
  startEvaluationRun,
} from "@/db/evaluation-runs";
import { log } from "@/lib/log";
import type { Principal } from "@/lib/turn";
import { isMeasurable, measureSet } from "./measure-set";

/** Often enough to watch it, and to be told from a run whose process died (db/evaluation-runs.ts). */
const reportEveryMs = 1_000;

/**
 * Begins a run of the set, which belongs to this process from here on: nobody has to wait for it, and a closed tab doesn't end it. It
 * ends early where its set is deleted. Throws `not_found`, and `conflict` while another run of the set is under way.
 */
export async function startSetRun(
  principal: Principal,
  setId: string,
  requestId: string,
): Promise<EvaluationRun> {
  const questions = await loadMeasurableQuestions(principal, setId);
  const run = await startEvaluationRun(principal, setId, questions.filter(isMeasurable).length);
  void measure(principal, { run, questions, requestId }).catch((error: unknown) =>
    log.error({ err: error, requestId }, "an evaluation run could not be kept"),
  );
  return run;
}

async function measure(
  principal: Principal,
  { run, questions, requestId }: { run: EvaluationRun; questions: MeasurableQuestion[]; requestId: string },
): Promise<void> {
  const abort = new AbortController();
  let measured = 0;
  const report = async () => {
    try {
      if (!(await reportEvaluationRun(principal, run.id, measured))) abort.abort();
    } catch (error) {
      log.warn({ err: error, requestId }, "the progress of an evaluation run could not be saved");
    }
  };
  const reporting = setInterval(() => void report(), reportEveryMs);
  const onProgress = (count: number) => {
    measured = count;
  };
  const outcome = await measureSet(principal, questions, { requestId, signal: abort.signal, onProgress })
    .catch((error: unknown) => {
      if (!abort.signal.aborted) log.error({ err: error, requestId }, "an evaluation run died");
      return null;
    })
    .finally(() => clearInterval(reporting));
  await endEvaluationRun(principal, run.id, outcome);
}
