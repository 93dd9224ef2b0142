import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listRequestRecords } from "@/db/request-records";
import { recordFiltersSchema } from "@/lib/record-schemas";

/** Postgres knows no year 0. */
const isMoment = (text: string) => text >= "0001" && z.iso.datetime().safeParse(text).success;

const query = recordFiltersSchema.extend({
  cursor: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z_[\w.-]{1,120}$/, "not a cursor of this list")
    .refine((cursor) => isMoment(cursor.split("_")[0] ?? ""), "not a cursor of this list")
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** What became of questions, latest first, without their texts: `{records, nextCursor}`. */
export const GET = defineRoute({ access: "admin", query }, ({ principal, query }) =>
  listRequestRecords(principal, query),
);
