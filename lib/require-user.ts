import { AppError } from "./errors.ts";
import type { Principal } from "./turn.ts";

/** The person behind a principal. Throws `forbidden` for one without (the worker's): conversations belong to people. */
export function requireUser(principal: Principal): string {
  if (!principal.userId) throw new AppError("forbidden", { message: "this principal is not a person" });
  return principal.userId;
}
