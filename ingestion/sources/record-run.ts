import { type KnownItem, type RunProgress, type SourceItem, saveRunProgress } from "../../db/source-items.ts";
import type { ClaimedRun, RunCounts, SourceProblem } from "../../db/source-runs.ts";
import type { Refusal } from "./finding.ts";

/** More are counted and not listed: nobody reads on. */
const problemsMax = 100;
/** Items that are as they were are written down together. */
const batchSize = 50;

/** What a run has come to so far. What can throw RunLostError is written down at once or soon. */
export interface RunRecord {
  addTaken(item: SourceItem, as: "added" | "changed" | "unchanged"): Promise<void>;
  addUnchanged(key: string): Promise<void>;
  /** An item that is gone from the source; counted where a document went with it. */
  addRemoved(key: string, hadDocument: boolean): Promise<void>;
  addRefusal(refusal: Refusal): void;
  addProblem(problem: SourceProblem): void;
  /** Writes down what isn't yet. */
  save(): Promise<void>;
}

/**
 * Starts to write down a run, in the database and in `items`. Where another worker had begun it, its counts go on; refusals are
 * counted anew, since what was refused is asked for again.
 */
export function startRecord({ claim, counts: before }: ClaimedRun, items: Map<string, KnownItem>): RunRecord {
  const counts: RunCounts = { ...before, skipped: 0 };
  const problems: SourceProblem[] = [];
  let waiting: Pick<RunProgress, "taken" | "unchanged" | "removed"> = {
    taken: [],
    unchanged: [],
    removed: [],
  };

  async function save(): Promise<void> {
    const progress = { ...waiting, counts, problems };
    waiting = { taken: [], unchanged: [], removed: [] };
    await saveRunProgress(claim, progress);
  }

  const addProblem = (problem: SourceProblem) => {
    if (problems.length < problemsMax) problems.push(problem);
  };
  return {
    async addTaken(item, as) {
      items.set(item.key, { ...item, seenAt: new Date(), isKept: item.lineageId !== null });
      counts[as] += 1;
      waiting.taken.push(item);
      await save();
    },
    async addUnchanged(key) {
      counts.unchanged += 1;
      waiting.unchanged.push(key);
      if (waiting.unchanged.length >= batchSize) await save();
    },
    async addRemoved(key, hadDocument) {
      items.delete(key);
      if (hadDocument) counts.removed += 1;
      waiting.removed.push(key);
      await save();
    },
    addRefusal({ key, code, message }) {
      counts.skipped += 1;
      addProblem({ key, code, message });
    },
    addProblem,
    save,
  };
}
