import { defineRoute } from "@/app/api/define-route";
import { usageReport } from "@/db/usage-report";
import { usageQuery } from "./usage-query";

/** The tenant's usage between two days (UTC, both counted): in all, against as many days before, by time and by one dimension. */
export const GET = defineRoute({ access: "admin", query: usageQuery }, ({ principal, query }) =>
  usageReport(principal, query),
);
