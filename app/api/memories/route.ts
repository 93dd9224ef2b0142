import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { addMemory, deleteMemories, listMemories, setRemembers } from "@/db/memories";
import { findTenantPolicy } from "@/db/tenant-policy";
import { requireMemorable, requireOffered } from "@/lib/admission/require-memorable";
import { memoryTextSchema } from "@/lib/memory-schemas";
import type { Principal } from "@/lib/turn";

async function describeMemory(principal: Principal) {
  const [{ memory }, own] = await Promise.all([findTenantPolicy(principal), listMemories(principal)]);
  return { isOffered: memory.isOffered, ...own };
}

/** What Lectern remembers of whoever asks, and whether they want it to. */
export const GET = defineRoute({ access: "member" }, async ({ principal }) => describeMemory(principal));

/** Remembers what the person wrote. */
export const POST = defineRoute(
  { access: "member", body: z.object({ text: memoryTextSchema }) },
  async ({ principal, body }) => {
    await requireMemorable(principal, body.text);
    return addMemory(principal, body.text);
  },
);

/** Switches remembering on or off. */
export const PATCH = defineRoute(
  { access: "member", body: z.object({ remembers: z.boolean() }) },
  async ({ principal, body: { remembers } }) => {
    if (remembers) requireOffered(await findTenantPolicy(principal));
    await setRemembers(principal, remembers);
    return describeMemory(principal);
  },
);

/** Forgets everything. */
export const DELETE = defineRoute({ access: "member" }, async ({ principal }) => deleteMemories(principal));
