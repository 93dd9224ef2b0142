import { type Claim, saveStage } from "../db/document-claims.ts";
import { log } from "../lib/log.ts";

type Stage = Parameters<typeof saveStage>[1];

/** A stage that is over sooner is shown to nobody: a small document goes from parsing to ready, and costs three writes less. */
const shownAfterMs = 250;

/** Shows in its row which stage a document is at, as far as a stage lasts. What can't be shown is no fault of the document's. */
export function followStages(claim: Claim) {
  let timer: NodeJS.Timeout | undefined;
  let saving = Promise.resolve();
  const show = (stage: Stage): Promise<void> => {
    saving = saveStage(claim, stage).catch((err: unknown) => log.debug({ err }, "a stage was not shown"));
    return saving;
  };
  return {
    /** A stage of which it's known that it `lasts` is shown before it begins: it may keep this thread busy to its end. */
    async enter(stage: Stage, lasts = false): Promise<void> {
      clearTimeout(timer);
      await saving;
      if (lasts) await show(stage);
      else timer = setTimeout(show, shownAfterMs, stage);
    },
    /** Resolves when nothing is written any more. */
    async leave(): Promise<void> {
      clearTimeout(timer);
      await saving;
    },
  };
}
