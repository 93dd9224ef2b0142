import { defineRoute } from "@/app/api/define-route";
import { raiseTestAlert } from "@/db/alerts";

/** Sends an alert that says nothing, to try the ways by which alerts go. The worker does within seconds; the list of alerts tells how it went. */
export const POST = defineRoute({ access: "admin", rate: "testAlert" }, async ({ principal }) =>
  Response.json(
    { id: await raiseTestAlert(principal) },
    { status: 201, headers: { "cache-control": "no-store" } },
  ),
);
