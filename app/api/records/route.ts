import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { pageCursor } from "@/app/api/page-cursor";
import { listRequestRecords } from "@/db/request-records";
import { recordFiltersSchema } from "@/lib/record-schemas";

const query = recordFiltersSchema.extend({
  cursor: pageCursor(z.string().regex(/^[\w.-]{1,120}$/)).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** What became of questions, latest first, without their texts: `{records, nextCursor}`. */
export const GET = defineRoute({ access: "admin", query }, ({ principal, query }) =>
  listRequestRecords(principal, query),
);
