import { connectApi } from "./support/connect-api.ts";
import { expect, test } from "./support/test.ts";

const anybody = connectApi(null);

interface OpenApi {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, { operationId?: string; responses?: object; security: object[] }>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}

const verbs = ["get", "put", "post", "delete", "patch"];

test("a load balancer learns without a key that Lectern lives and is ready", async () => {
  const health = await anybody.send("GET", "/api/health");
  expect(health.status).toBe(200);

  const ready = await anybody.send("GET", "/api/ready");
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({
    status: "ready",
    database: "ok",
    workers: expect.any(Number),
    queueDepth: expect.any(Number),
  });
});

test("an idle connection outlives a load balancer's, so that no request is sent into one that has gone", async ({
  request,
}) => {
  const response = await request.get("/api/health");
  expect(response.headers()["keep-alive"]).toBe("timeout=75");
});

test("the API describes itself: a complete OpenAPI document, in which every path exists and wants a key", async () => {
  const response = await anybody.send("GET", "/api/v1/openapi.json");
  expect(response.headers.get("content-type")).toContain("application/json");
  const api = (await response.json()) as OpenApi;

  expect(api.openapi).toMatch(/^3\.1\.\d+$/);
  expect(api.info.title).not.toBe("");
  expect(api.info.version).not.toBe("");
  expect(Object.keys(api.components.securitySchemes)).not.toHaveLength(0);
  expect(Object.keys(api.paths)).toEqual(
    expect.arrayContaining([
      "/api/v1/documents",
      "/api/v1/documents/{id}",
      "/api/v1/search",
      "/api/v1/chat/completions",
      "/api/v1/models",
    ]),
  );
  const references = JSON.stringify(api).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  for (const [, name = ""] of references) expect(api.components.schemas).toHaveProperty(name);

  const operationIds: (string | undefined)[] = [];
  for (const [path, operations] of Object.entries(api.paths)) {
    for (const [verb, { operationId, responses, security }] of Object.entries(operations)) {
      expect(verbs, `${verb} ${path}`).toContain(verb);
      expect(Object.keys(responses ?? {}), `${verb} ${path}`).not.toHaveLength(0);
      operationIds.push(operationId);
      // A path that isn't there answers 404 and one without the verb 405; what is there asks for the key first.
      const url = path.replace("{id}", "0198f000-0000-7000-8000-000000000000");
      const { status } = await anybody.send(verb.toUpperCase(), url);
      expect(security, `${verb} ${path}`).not.toHaveLength(0);
      expect(status, `${verb} ${path}`).toBe(401);
    }
  }
  expect(new Set(operationIds).size).toBe(operationIds.length);
});
