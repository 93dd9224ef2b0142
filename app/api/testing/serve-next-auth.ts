import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import { NextRequest } from "next/server";
import { GET, POST } from "@/app/api/auth/[...nextauth]/route";

const current = new AsyncLocalStorage<NextRequest>();

/**
 * Serves next-auth's route under /api/auth, without Next: it asks `next/headers` for the request's headers and cookies, which
 * exist only inside Next's server, so that module is answered from here. For tests.
 */
export async function serveNextAuth(port: number): Promise<Server> {
  const require = createRequire(createRequire(import.meta.url).resolve("next-auth/next"));
  const id = require.resolve("next/headers");
  require.cache[id] = Object.assign(new (require("node:module"))(id), {
    loaded: true,
    exports: {
      headers: async () => current.getStore()?.headers,
      cookies: async () => current.getStore()?.cookies,
    },
  });
  const server = createServer(async (incoming, outgoing) => {
    const pieces = await Array.fromAsync(incoming);
    const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host}`);
    const request = new NextRequest(url, {
      method: incoming.method,
      headers: Object.entries(incoming.headers).map(
        ([name, value]) => [name, String(value)] as [string, string],
      ),
      body: incoming.method === "POST" ? Buffer.concat(pieces) : undefined,
    });
    const context = { params: Promise.resolve({ nextauth: url.pathname.split("/").slice(3) }) };
    const response = await current.run(request, () =>
      (incoming.method === "POST" ? POST : GET)(request, context),
    );
    const cookies = response.headers.getSetCookie();
    outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), "set-cookie": cookies });
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}
