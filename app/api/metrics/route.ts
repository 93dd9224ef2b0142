import { timingSafeEqual } from "node:crypto";
import { defineRoute } from "@/app/api/define-route";
import { requireOperator } from "@/app/api/model-providers/require-operator";
import { type IngestionFigures, readIngestionFigures } from "@/db/ingestion-figures";
import { sessionPrincipal } from "@/lib/admission/session";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { renderMetrics } from "@/lib/metrics";
import { listBreakers } from "@/lib/models/call-model";
import { listProviderQueues } from "@/lib/models/provider-queue";
import { hashSecret } from "@/lib/secret";

/** Counting all documents of a large installation takes some 100 ms, and scrapers come every 15 s, perhaps several of them. */
const figuresLiveMs = 10_000;
let figures: { read: Promise<IngestionFigures>; until: number } | undefined;

/** For Prometheus: by `Authorization: Bearer <METRICS_TOKEN>`, or an operator's session. */
export const GET = defineRoute({ access: "public" }, async ({ request }) => {
  if (!hasToken(request)) await requireOperatorsSession(request);
  if (!figures || Date.now() > figures.until)
    figures = { read: readIngestionFigures(), until: Date.now() + figuresLiveMs };
  const ingestion = await figures.read.catch((error: unknown) => {
    figures = undefined;
    throw error;
  });
  const standing = { ...ingestion, breakers: listBreakers(), queues: listProviderQueues() };
  const { text, contentType } = await renderMetrics(standing);
  return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
});

/** Hashes have one length, as a comparison in constant time wants it. */
function hasToken(request: Request): boolean {
  const { METRICS_TOKEN: token } = env();
  const given = request.headers.get("authorization")?.match(/^Bearer\s+(\S+)$/i)?.[1];
  if (!token || given === undefined) return false;
  return timingSafeEqual(Buffer.from(hashSecret(given)), Buffer.from(hashSecret(token)));
}

async function requireOperatorsSession(request: Request): Promise<void> {
  const principal = await sessionPrincipal(request);
  if (!principal) throw new AppError("unauthenticated");
  await requireOperator(principal);
}
