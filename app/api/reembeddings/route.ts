import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findEmbedding } from "@/app/api/find-embedding";
import { startReembeddings, summariseReembeddings } from "@/db/reembeddings";

const embeddingModel = z.string().min(1).max(200);

/** How many collections aren't embedded as this model embeds now, and how far those are that are on their way to it. */
export const GET = defineRoute(
  { access: "admin", query: z.object({ embeddingModel }) },
  async ({ principal, query }) =>
    summariseReembeddings(principal, await findEmbedding(principal, query.embeddingModel)),
);

/** Begins to take all collections over to this model, in the background: searches go by the old one until each is done. */
export const POST = defineRoute(
  { access: "admin", body: z.object({ embeddingModel }) },
  async ({ principal, body }) => {
    const embedding = await findEmbedding(principal, body.embeddingModel);
    await startReembeddings(principal, embedding);
    return Response.json(await summariseReembeddings(principal, embedding), { status: 202 });
  },
);
