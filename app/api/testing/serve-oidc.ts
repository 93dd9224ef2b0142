import { generateKeyPairSync } from "node:crypto";
import type { Server } from "node:http";
import Provider from "oidc-provider";

export interface OidcAccount {
  email: string;
  email_verified: boolean;
  name: string;
}

/** A real OIDC server with these people, by subject, who sign in without a password. For tests. */
export async function serveOidc(
  port: number,
  client: { id: string; secret: string; redirectUri: string },
  accounts: Record<string, OidcAccount>,
): Promise<Server> {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [client.redirectUri] }],
    jwks: { keys: [{ ...key, use: "sig", alg: "RS256", kid: "test" }] },
    cookies: { keys: ["for tests only"] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_context, sub) => {
      const account = accounts[sub];
      return account && { accountId: sub, claims: () => ({ sub, ...account }) };
    },
  });
  const server = provider.listen(port, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return server;
}
