import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeSummaryLine, removeSummaryLine } from "@/db/summary-lines";
import { findTenantPolicy } from "@/db/tenant-policy";
import { requireTellable } from "@/lib/admission/require-memorable";
import { summaryLineTextSchema } from "@/lib/memory-schemas";

const params = z
  .object({ id: z.uuid(), lineId: z.uuid() })
  .transform(({ id, lineId }) => ({ conversationId: id, lineId }));

/** Says it in other words, which no summary overwrites. Also brings back a line that was taken away. */
export const PATCH = defineRoute(
  { access: "member", params, body: z.object({ text: summaryLineTextSchema }) },
  async ({ principal, params, body: { text } }) => {
    requireTellable(text, await findTenantPolicy(principal));
    return changeSummaryLine(principal, params, text);
  },
);

/** Takes the line away. No other comes in its place. */
export const DELETE = defineRoute({ access: "member", params }, async ({ principal, params }) =>
  removeSummaryLine(principal, params),
);
