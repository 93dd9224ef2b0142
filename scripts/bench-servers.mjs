// @ts-check
/** What a benchmark over HTTP speaks to: one web process on the prepared database, and the fake provider behind it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBuilt } from "./build.mjs";
import { freePort } from "./free-port.mjs";
import { launch } from "./launch.mjs";
import { sparingEnv, webServerArgs } from "./serve-web.mjs";

const readyMs = 60_000;

/** @typedef {{ origin: string, providerUrl: string, webProcessId: number, close(): Promise<void> }} Servers */

/** Builds, and starts both on free ports of 127.0.0.1. @returns {Promise<Servers>} */
export async function startServers() {
  await ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), "lectern-bench-"));
  const [webPort, providerPort] = [await freePort(), await freePort()];
  const [origin, providerUrl] = [`http://127.0.0.1:${webPort}`, `http://127.0.0.1:${providerPort}`];
  const provider = launch({
    name: "provider",
    args: ["e2e/fake-provider/run-fake-provider.ts"],
    env: { PORT: String(providerPort) },
    logPath: join(folder, "provider.log"),
    shown: "errors",
  });
  const web = launch({
    name: "web",
    args: webServerArgs({ host: "127.0.0.1", port: webPort }),
    env: {
      ...sparingEnv,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PORT: String(webPort),
      NEXTAUTH_URL: origin,
      NEXTAUTH_SECRET: "a secret for benchmarks only",
      CHAT_REQUESTS_PER_MINUTE: "0",
      OPENAI_COMPATIBLE_BASE_URL: `${providerUrl}/v1`,
      OPENAI_COMPATIBLE_API_KEY: "anything",
      OPENAI_COMPATIBLE_CHAT_MODELS: "fake-large",
      EMBEDDING_MODEL: "builtin/hash-embed",
    },
    logPath: join(folder, "web.log"),
    shown: "errors",
  });
  const close = async () => {
    await Promise.all([web.stop(5_000), provider.stop(5_000)]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([untilAnswering(`${origin}/api/health`), untilAnswering(`${providerUrl}/v1/models`)]);
  } catch (error) {
    await close();
    throw error;
  }
  return { origin, providerUrl, webProcessId: web.child.pid ?? 0, close };
}

async function untilAnswering(/** @type {string} */ url) {
  const deadline = Date.now() + readyMs;
  for (;;) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    if (Date.now() > deadline) throw new Error(`${url} didn't answer within ${readyMs / 1000} s`);
    await sleep(100);
  }
}
