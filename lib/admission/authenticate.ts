import type { Principal } from "../turn.ts";
import { authenticateApiKey } from "./api-key.ts";
import { sessionPrincipal } from "./session.ts";

/**
 * Who sends the request: the member behind the API key in `Authorization: Bearer`, else the person whose session cookie it
 * carries, else null. A key that is no good throws (`invalid_api_key`, `expired_api_key`, `revoked_api_key`) rather than
 * falling back to the cookie. Membership is looked up each time, so a removed member is out at once.
 */
export async function authenticate(request: Request): Promise<Principal | null> {
  const authorization = request.headers.get("authorization");
  const bearer = authorization?.match(/^Bearer\s+(\S.*)$/i)?.[1];
  return bearer === undefined ? sessionPrincipal(request) : authenticateApiKey(bearer.trim());
}
