import { type KnownItem, loadItems } from "../../db/source-items.ts";
import { type ClaimedRun, finishRun } from "../../db/source-runs.ts";
import { describeAddress } from "./describe-address.ts";
import type { Finding, Reading } from "./finding.ts";
import { readSource } from "./read-source.ts";
import { type RunRecord, startRecord } from "./record-run.ts";
import { removeItems } from "./remove-items.ts";
import { takeIn } from "./take-in.ts";

/**
 * THE SYNC. Brings a source's documents in step with what the source holds now, for a run that this worker has claimed: new
 * items become documents, changed ones new versions of theirs, and those of items that are gone are removed. What can't be
 * had keeps the document that it has, and is listed among the run's problems with its reason.
 *
 * Each item is written down when it is settled, so that the next worker goes on where a dead one stopped. Throws RunLostError
 * where the run was cancelled, `signal`'s reason where it was aborted, and an AppError where the source can't be read at all:
 * nothing is removed then.
 */
export async function syncSource(run: ClaimedRun, signal: AbortSignal): Promise<void> {
  const items = await loadItems(run.claim);
  const record = startRecord(run, items);
  const found = new Set<string>();
  const gone = new Set<string>();
  let isWhole = run.config.kind !== "feed"; // a feed shows its latest entries, not all of them

  const reading: Reading = {
    tenantId: run.claim.tenantId,
    known: (key) => (items.get(key)?.isKept ? items.get(key) : undefined),
    cutShort: (reason) => {
      isWhole = false;
      record.addProblem({ key: describeAddress(run.config), code: "cut_short", message: reason });
    },
    signal,
  };
  try {
    for await (const finding of readSource(run, reading)) {
      signal.throwIfAborted();
      if (found.has(finding.key)) continue;
      found.add(finding.key);
      if (finding.state === "gone" && items.has(finding.key)) gone.add(finding.key);
      else if (!isSettled(items.get(finding.key), run))
        await settle(run, finding, record, items.get(finding.key));
    }
  } catch (error) {
    await record.save();
    throw error;
  }
  const isOver = ({ key }: KnownItem) => gone.has(key) || (isWhole && !found.has(key));
  await removeItems(run, items, isOver, record);
  await record.save();
  await finishRun(run.claim);
}

/** By the worker before, where this one goes on with its run. */
function isSettled(item: KnownItem | undefined, { startedAt }: ClaimedRun): boolean {
  return item?.isKept === true && item.seenAt >= startedAt;
}

async function settle(
  run: ClaimedRun,
  finding: Finding,
  record: RunRecord,
  known: KnownItem | undefined,
): Promise<void> {
  const { key, state } = finding;
  if (state === "file") await takeIn(run, finding, record, known);
  else if (state === "unchanged") await record.addUnchanged(key);
  else if (state === "refused") record.addRefusal(finding);
  else
    record.addRefusal({
      key,
      state: "refused",
      code: "not_found",
      message: "There is nothing at this address.",
    });
}
