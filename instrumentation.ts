/** What the web process does beside answering requests. Next calls this once, when it starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startTelemetry } = await import("./lib/telemetry.ts");
  await startTelemetry("web");
  const { watchDatabase } = await import("./db/watch-database.ts");
  watchDatabase();
  const { startBatchRunner, stopBatchRunner } = await import("./lib/batch/run-batches.ts");
  const { interruptAtShutdown } = await import("./lib/run/interrupt-at-shutdown.ts");
  interruptAtShutdown({ stopOthers: stopBatchRunner });
  startBatchRunner();
}
