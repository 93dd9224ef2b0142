import { Readable } from "node:stream";
import { defineRoute } from "@/app/api/define-route";
import { daysOf } from "@/components/usage/period";
import { exportUsage } from "@/db/usage-export";
import { usageQuery } from "../usage-query";
import { csvHeadings, csvLines } from "./write-csv";

/** The period's usage as CSV, by day and everything that it's told apart by; a day is read when the one before is on its way. */
export const GET = defineRoute({ access: "admin", query: usageQuery }, async ({ principal, query }) => {
  const { from, to, filters } = query;
  async function* lines() {
    yield csvHeadings;
    for (const day of daysOf({ from, to })) yield csvLines(await exportUsage(principal, day, filters));
  }
  return new Response(Readable.toWeb(Readable.from(lines(), { objectMode: false })) as ReadableStream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="usage-${from}-to-${to}.csv"`,
      "cache-control": "no-store",
    },
  });
});
