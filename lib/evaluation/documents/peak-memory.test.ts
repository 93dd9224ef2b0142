import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { watchPeakMemory } from "./peak-memory.ts";

test.skipIf(!existsSync("/proc/self/status"))(
  "the memory of a process that a process started counts",
  async () => {
    const peak = watchPeakMemory(process.pid);
    const child = spawn(process.execPath, [
      "-e",
      "globalThis.b = Buffer.alloc(4e8, 1); setInterval(() => {}, 1000)",
    ]);
    try {
      await vi.waitFor(() => expect(peak.treeBytes).toBeGreaterThan(4e8 + 2e7), { timeout: 10_000 });
    } finally {
      peak.stop();
      child.kill("SIGKILL");
    }
  },
);
