import { defineRoute } from "@/app/api/define-route";
import { listAlerts, markAlertsSeen } from "@/db/alerts";

/** The workspace's latest alerts, and how each was sent. */
export const GET = defineRoute({ access: "admin" }, async ({ principal }) => ({
  alerts: await listAlerts(principal),
}));

/** Marks all of them as seen. */
export const PATCH = defineRoute({ access: "admin" }, ({ principal }) => markAlertsSeen(principal));
