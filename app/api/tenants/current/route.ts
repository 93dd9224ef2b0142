import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeTenant } from "@/db/tenants";

const body = z.object({ membersSeeTraces: z.boolean() });

/** Changes the workspace in which one is. */
export const PATCH = defineRoute({ access: "admin", body }, async ({ principal, body }) =>
  changeTenant(principal, body),
);
