import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Page {
  body?: string | Buffer;
  status?: number;
  headers?: Record<string, string>;
  /** Answers 304 to whoever has this. */
  etag?: string;
  /** Never answers. */
  hangs?: boolean;
}

export interface TestSite {
  origin: string;
  port: number;
  /** By path with query; what isn't here is 404. Change it between runs. */
  pages: Record<string, Page | undefined>;
  /** What was asked for, in order. */
  requests: { path: string; method: string; headers: IncomingHttpHeaders; body: string }[];
  /** Connections that anybody opened, whether or not they asked for something. */
  connections: number;
  /** The most requests that were open at one time. */
  openMax: number;
  close(): Promise<void>;
}

/** For tests: a web site on a loopback address that remembers who came. HTML unless a page says otherwise. */
export async function serveSite(pages: TestSite["pages"], host = "127.0.0.1"): Promise<TestSite> {
  let open = 0;
  const server: Server = createServer((request, response) => {
    const path = request.url ?? "/";
    open += 1;
    site.openMax = Math.max(site.openMax, open);
    response.on("close", () => {
      open -= 1;
    });
    const asked = { path, method: request.method ?? "", headers: request.headers, body: "" };
    site.requests.push(asked);
    request.on("data", (bytes) => {
      asked.body += bytes;
    });
    const page = site.pages[path];
    if (!page) return void response.writeHead(404).end();
    const { body = "", status = 200, headers = {}, etag, hangs } = page;
    if (hangs) return;
    if (etag && request.headers["if-none-match"] === etag)
      return void response.writeHead(304, { etag }).end();
    response.writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      ...headers,
      ...(etag && { etag }),
    });
    response.end(body);
  });
  server.on("connection", () => {
    site.connections += 1;
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  const site: TestSite = {
    origin: `http://${name}:${port}`,
    port,
    pages,
    requests: [],
    connections: 0,
    openMax: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return site;
}

/** For tests: a page with a title, some text, and links. */
export function htmlPage(title: string, text: string, links: string[] = [], head = ""): Page {
  const anchors = links.map((link) => `<a href="${link}">${link}</a>`).join("\n");
  return {
    body: `<!doctype html><html><head><title>${title}</title>${head}</head><body><main><h1>${title}</h1><p>${text}</p>${anchors}</main></body></html>`,
  };
}
