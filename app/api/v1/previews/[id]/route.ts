import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findPreview } from "@/db/chunk-previews";

/** How far a preview is, and when it's done what it came to. */
export const GET = defineRoute(
  { access: "admin", scope: "documents:write", params: z.object({ id: z.uuid() }) },
  async ({ principal, params }) => {
    const { id, status, fileName, result, errorCode, errorMessage } = await findPreview(principal, params.id);
    return {
      id,
      status,
      fileName,
      ...(result && { result }),
      ...(errorCode && { error: { code: errorCode, message: errorMessage } }),
    };
  },
);
