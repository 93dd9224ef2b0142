import { defineRoute } from "@/app/api/define-route";
import { describeApi } from "./describe-api";

/** The OpenAPI description of /api/v1, for generators and API explorers. Needs no key. */
export const GET = defineRoute({ access: "public" }, async () => describeApi());
