import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { appealGuardVerdict, findOwnVerdicts } from "@/db/guard-verdicts";

const query = z.object({ messageId: z.uuid() });
const body = z.object({ messageId: z.uuid(), appeal: z.string().trim().max(2000) });

/** What guards decided about one of the person's own answers, and what became of their appeal: `{verdicts}`. */
export const GET = defineRoute({ access: "member", query }, async ({ principal, query }) => ({
  verdicts: await findOwnVerdicts(principal, query.messageId),
}));

/** Says that a guard was wrong about one of the person's own answers, which shows the admins the question. */
export const POST = defineRoute({ access: "member", body }, async ({ principal, body }) =>
  appealGuardVerdict(principal, body),
);
