import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeMemory, deleteMemory } from "@/db/memories";
import { requireMemorable } from "@/lib/admission/require-memorable";
import { memoryChangeSchema } from "@/lib/memory-schemas";

const params = z.object({ id: z.uuid() });

/** Confirms what was proposed, or says it in other words. */
export const PATCH = defineRoute(
  { access: "member", params, body: memoryChangeSchema },
  async ({ principal, params: { id }, body }) => {
    await requireMemorable(principal, body.text ?? "");
    return changeMemory(principal, id, body);
  },
);

/** Forgets it. */
export const DELETE = defineRoute({ access: "member", params }, async ({ principal, params: { id } }) =>
  deleteMemory(principal, id),
);
