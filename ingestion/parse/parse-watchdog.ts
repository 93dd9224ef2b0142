/** A thread of the parsing process; see parse-child.ts. The heap has its own limit: this one is for buffers, too. */
const residentBytesMax = 1.2 * 1024 ** 3;
const workerProcessId = process.ppid;

setInterval(() => {
  const isOrphan = process.ppid !== workerProcessId;
  if (isOrphan || process.memoryUsage.rss() > residentBytesMax) process.kill(process.pid, "SIGKILL");
}, 250);

export {};
