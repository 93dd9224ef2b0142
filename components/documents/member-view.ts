import type { Role } from "@/lib/turn";

/** A member as /api/members tells it. */
export interface MemberView {
  userId: string;
  name: string;
  email: string;
  role: Role;
}
