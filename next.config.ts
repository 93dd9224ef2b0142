import type { NextConfig } from "next";
import { copyPdfjsAssets } from "./scripts/copy-pdfjs-assets.mjs";

copyPdfjsAssets(process.cwd());

/** Sent with every response; the Content-Security-Policy, which carries a nonce per request, is set in proxy.ts. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` and `npm test` check types; who only starts Lectern needn't wait for it.
  typescript: { ignoreBuildErrors: true },
  // Loaded by Node, once in a process. Bundled, they would be compiled for pages and for instrumentation.ts, and kept twice in memory.
  serverExternalPackages: [
    "@ai-sdk/anthropic",
    "@ai-sdk/cohere",
    "@ai-sdk/google",
    "@ai-sdk/openai",
    "@ai-sdk/openai-compatible",
    "@node-rs/argon2",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace",
    "ai",
    "cockatiel",
    "drizzle-orm",
    "gpt-tokenizer",
    "mammoth",
    "nodemailer",
    "pg",
    "pg-boss",
    "pino",
    "prom-client",
    "snowball-stemmers",
    "stopword",
    "unpdf",
  ],
  // forbidden(): the admin area answers members with 403.
  experimental: { authInterrupts: true },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
