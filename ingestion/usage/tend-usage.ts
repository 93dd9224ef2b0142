import { findUsersOfModels, noteAlertsChecked, raiseAlerts } from "../../db/alerts.ts";
import { rollUpLateRows, rollUpNext } from "../../db/usage-rollups.ts";
import { log } from "../../lib/log.ts";
import { findAlerts } from "./find-alerts.ts";
import { sendAlerts } from "./send-alerts.ts";

const rollUpEveryMs = 60_000;
/** A ledger that nobody has summed up yet is summed up in pieces, so that a stop needn't wait for all of it. */
const rollUpMs = 20_000;

export interface UsageTender {
  /** Sends alerts, and once a minute sums usage up and looks for new ones. Call it every few seconds. */
  tend(): Promise<void>;
  stop(): void;
}

/** Keeps the sums of usage up to date and admins told, for a worker. Any number of workers may. System. */
export function tendUsage({ now = () => new Date() } = {}): UsageTender {
  let isStopped = false;
  let nextAt = 0;
  let daysBack = 0;

  async function sumUp(): Promise<void> {
    const until = performance.now() + rollUpMs;
    while (!isStopped && performance.now() < until && (await rollUpNext(now())));
    if (await rollUpLateRows(daysBack++, now())) log.info("summed usage up again with rows that came late");
  }

  return {
    async tend() {
      if (isStopped) return;
      if (now().getTime() >= nextAt) {
        nextAt = now().getTime() + rollUpEveryMs;
        // Admins are told all the same: what isn't summed up is read from the ledger.
        await sumUp().catch((error: unknown) => log.warn({ err: error }, "usage could not be summed up"));
        await lookForAlerts(now());
      }
      await sendAlerts({ goesOn: () => !isStopped });
    },
    stop() {
      isStopped = true;
    },
  };
}

/** Looks at every tenant that has used something since the last look. One that can't be looked at is looked at again with its next use. */
export async function lookForAlerts(now: Date): Promise<void> {
  const { since, tenantIds } = await findUsersOfModels(now);
  for (const tenantId of tenantIds) {
    try {
      const raised = await raiseAlerts(tenantId, await findAlerts(tenantId, { since, now }));
      if (raised > 0) log.info({ tenantId, raised }, "raised alerts");
    } catch (error) {
      log.warn({ err: error, tenantId }, "a workspace's usage could not be looked at for alerts");
    }
  }
  await noteAlertsChecked(now);
}
