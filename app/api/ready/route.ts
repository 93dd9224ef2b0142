import { defineRoute } from "@/app/api/define-route";
import { checkReadiness } from "@/db/readiness";

/** 200 when the database answers and a worker is alive, else 503. For load balancers, compose and the starter. */
export const GET = defineRoute({ access: "public" }, async () => {
  const { liveWorkers, queueDepth } = await checkReadiness();
  const isReady = liveWorkers > 0;
  const body = { status: isReady ? "ready" : "not_ready", database: "ok", workers: liveWorkers, queueDepth };
  return Response.json(body, { status: isReady ? 200 : 503 });
});
