import { recordGuardVerdicts } from "../../db/guard-verdicts.ts";
import type { GuardFinding } from "../guards/guard-finding.ts";
import { log } from "../log.ts";
import type { Turn } from "../turn.ts";

const said = {
  "personal-data": "Personal data was masked",
  secret: "A secret was masked",
  link: "An address was shortened to its host",
};

/** Notes for the admins what the output filter took out of an answer, by kind and count. A failure is logged: the answer stands. */
export async function noteAnswerFindings(turn: Turn, findings: GuardFinding[]): Promise<void> {
  const { principal, requestId, answerId } = turn;
  const verdicts = findings.map(({ finding, what, count }) => ({
    guard: "answer" as const,
    finding,
    action: "masked" as const,
    reason: `${said[finding]}: ${what}${count > 1 ? `, ${count} times` : ""}.`,
    details: { count },
  }));
  await recordGuardVerdicts(principal, { requestId, messageId: answerId }, verdicts).catch((error) =>
    log.error({ err: error, requestId }, "what was taken out of an answer could not be noted"),
  );
}
