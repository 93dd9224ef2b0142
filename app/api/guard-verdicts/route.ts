import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { pageCursor } from "@/app/api/page-cursor";
import { listGuardVerdicts } from "@/db/guard-verdicts";

const query = z.object({
  guard: z.enum(["question", "document", "answer"]).optional(),
  finding: z
    .enum(["injection", "hidden-characters", "personal-data", "secret", "link", "moderation"])
    .optional(),
  action: z.enum(["flagged", "masked", "refused"]).optional(),
  appeals: z.enum(["open", "reviewed"]).optional(),
  cursor: pageCursor().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** What guards decided against, latest first: `{verdicts, nextCursor, openAppeals}`. Nobody's name is in it, and no text but of appeals. */
export const GET = defineRoute({ access: "admin", query }, async ({ principal, query }) =>
  listGuardVerdicts(principal, query),
);
