import { defineRoute } from "@/app/api/define-route";
import { localModelsJson } from "./local-models-json";

/** The models that can run on this machine: how large they are, whether they're here, and how far one is that is being fetched. */
export const GET = defineRoute({ access: "admin" }, ({ principal }) => localModelsJson(principal));
