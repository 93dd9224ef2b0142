/** What the web process does beside answering requests. Next calls this once, when it starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startTelemetry } = await import("./lib/telemetry.ts");
  await startTelemetry("web");
  const { interruptAtShutdown } = await import("./lib/run/interrupt-at-shutdown.ts");
  interruptAtShutdown();
  const { startBatchRunner } = await import("./lib/batch/run-batches.ts");
  startBatchRunner();
}
