import { startFakeProvider } from "./fake-provider.ts";

// Read here and not through lib/env.ts: nothing under e2e imports the application.
const port = Number(process.env.PORT || 4010);
/** About the speed of a real model, so that an answer is seen to stream. */
const msPerToken = 15;

if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT must be a number from 0 to 65535, not "${process.env.PORT}".`);
  process.exit(1);
}

const provider = await startFakeProvider({ port, msPerToken }).catch((error: unknown) => {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const reason = isTaken ? `Port ${port} is taken: choose another with PORT=…` : String(error);
  console.error(`The fake provider can't start. ${reason}`);
  process.exit(1);
});

console.log(
  `Fake provider on ${provider.url}. To try all of Lectern without a key, start it with ` +
    `OPENAI_COMPATIBLE_BASE_URL=${provider.url}/v1 OPENAI_COMPATIBLE_API_KEY=anything ` +
    "OPENAI_COMPATIBLE_CHAT_MODELS=fake-large,fake-small OPENAI_COMPATIBLE_EMBEDDING_MODEL=fake-embed:256",
);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void provider.close().then(() => process.exit(0)));
}
