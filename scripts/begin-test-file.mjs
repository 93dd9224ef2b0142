// @ts-check
/**
 * Before each file of tests: what an earlier one of the same worker has left behind is taken away, as if this one had a process of
 * its own: the environment, what it put in the place of globals, and every module of ours with what it keeps. Packages alone stay
 * loaded. A worker for each file took the unit tests three times as long.
 */
import { vi } from "vitest";

const shared = /** @type {Record<string, any> & { testEnvironment?: NodeJS.ProcessEnv }} */ (globalThis);
vi.unstubAllEnvs();
shared.testEnvironment ??= { ...process.env };
for (const name of Object.keys(process.env)) if (!(name in shared.testEnvironment)) delete process.env[name];
Object.assign(process.env, shared.testEnvironment);
vi.useRealTimers();
vi.restoreAllMocks();
vi.unstubAllGlobals();
for (const name of Object.keys(shared)) if (name.startsWith("lectern")) delete shared[name];
vi.resetModules();
