import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("..", import.meta.url));
const methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] as const;

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

export interface FoundRoute {
  /** `GET /api/v1/documents/[id]` */
  name: string;
  /** Calls it as Next would: the parameters are taken from the request's path. */
  handle: (request: Request) => Promise<Response>;
}

/** Every method that every route.ts under app/api exports. For tests. */
export async function findRoutes(): Promise<FoundRoute[]> {
  const files = globSync("**/route.ts", { cwd: folder }).sort();
  const found = await Promise.all(
    files.map(async (file) => {
      const pattern = `/api/${file.replace(/\/route\.ts$/, "")}`;
      const exported = (await import(/* @vite-ignore */ `${folder}/${file}`)) as Partial<
        Record<string, Handler>
      >;
      return methods.flatMap((method) => {
        const handler = exported[method];
        if (!handler) return [];
        const handle = (request: Request) =>
          handler(request, { params: Promise.resolve(paramsOf(pattern, new URL(request.url).pathname)) });
        return [{ name: `${method} ${pattern}`, handle }];
      });
    }),
  );
  return found.flat();
}

function paramsOf(pattern: string, path: string): Record<string, string> {
  const parts = path.split("/");
  const entries = pattern.split("/").flatMap((part, place) => {
    const name = part.match(/^\[(\w+)\]$/)?.[1];
    return name ? [[name, decodeURIComponent(parts[place] ?? "")]] : [];
  });
  return Object.fromEntries(entries);
}
