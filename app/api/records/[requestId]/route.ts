import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findRequestRecord } from "@/db/request-records";

const params = z.object({ requestId: z.string().regex(/^[\w.-]{1,120}$/) });

/** One record: its model calls, stages, feedback, and its text where the workspace keeps texts. */
export const GET = defineRoute({ access: "admin", params }, ({ principal, params }) =>
  findRequestRecord(principal, params.requestId),
);
