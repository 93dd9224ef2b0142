import { defineRoute } from "@/app/api/define-route";
import { modelsInUse } from "./models-in-use";

/** The models that can be called now, what each is used for, and what is degraded. Tells no secrets, so members may read it. */
export const GET = defineRoute({ access: "member" }, async () => modelsInUse());
