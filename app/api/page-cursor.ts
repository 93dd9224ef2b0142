import { z } from "zod";

const isMoment = (text: string) => text >= "0001" && z.iso.datetime().safeParse(text).success; // Postgres knows no year 0

/**
 * Where a list's next page begins: the moment and the id of the last entry before it, as `nextCursor` gives them. What Postgres couldn't
 * read is refused here, or it would be a fault of ours.
 */
export const pageCursor = (id: z.ZodType = z.guid()) =>
  z
    .string()
    .max(200)
    .refine((cursor) => {
      const end = cursor.indexOf("_");
      return isMoment(cursor.slice(0, Math.max(0, end))) && id.safeParse(cursor.slice(end + 1)).success;
    }, "not a cursor of this list");
