import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findCollection, setCollectionReaders } from "@/db/collections";
import { collectionJson } from "../../collection-json";

const body = z.discriminatedUnion("readers", [
  z.object({ readers: z.literal("everyone") }),
  z.object({ readers: z.literal("named"), userIds: z.array(z.uuid()).max(10_000) }),
]);

/** Sets who may read the collection: everyone in the tenant, or the members named. Admins always may. */
export const PUT = defineRoute(
  { access: "admin", params: z.object({ id: z.uuid() }), body },
  async ({ principal, params: { id }, body: access }) => {
    await setCollectionReaders(principal, id, access);
    return collectionJson(await findCollection(principal, id));
  },
);
