import { readdir, readFile } from "node:fs/promises";

/** Memory of a process and everything it started, as the kernel counts it. */
export interface PeakMemory {
  /** The highest sum seen of the resident memory of all, in bytes; null where there's no /proc to look at. */
  treeBytes: number | null;
  stop(): void;
}

const lookEveryMs = 200;

/** Watches the resident memory of a process and its descendants until stopped. Shared pages are counted once per process. */
export function watchPeakMemory(processId: number): PeakMemory {
  const peak: PeakMemory = { treeBytes: null, stop: () => clearInterval(timer) };
  const look = async () => {
    const bytes = await treeBytes(processId).catch(() => null);
    if (bytes !== null) peak.treeBytes = Math.max(peak.treeBytes ?? 0, bytes);
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return peak;
}

async function treeBytes(rootId: number): Promise<number> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const processes = (await Promise.all(ids.map(readProcess))).filter((found) => found !== null);
  const members = new Set([rootId]);
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const { id, parentId } of processes) if (members.has(parentId)) members.add(id);
  }
  return processes.filter(({ id }) => members.has(id)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Null for one that has just ended. */
async function readProcess(id: string): Promise<{ id: number; parentId: number; bytes: number } | null> {
  const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
  const parentId = status.match(/^PPid:\s+(\d+)/m)?.[1];
  if (!parentId) return null;
  return {
    id: Number(id),
    parentId: Number(parentId),
    bytes: Number(status.match(/^VmRSS:\s+(\d+)/m)?.[1] ?? 0) * 1024,
  };
}
