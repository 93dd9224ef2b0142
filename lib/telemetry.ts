/**
 * Traces for OpenTelemetry, where OTEL_EXPORTER_OTLP_ENDPOINT says who collects them; else everything here does nothing, and its library isn't
 * even loaded. Spans hold ids, figures and names of models, never text. They go through a provider of our own and not the global one, since
 * Next would add spans with whole addresses, and those hold what people search for.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Context, Span, Tracer } from "@opentelemetry/api";
import type { TracerProvider } from "@opentelemetry/sdk-trace";
import { env } from "./env.ts";

export type SpanAttributes = Record<string, string | number | boolean | null | undefined>;

interface Telemetry {
  api: typeof import("@opentelemetry/api");
  provider: TracerProvider;
  tracer: Tracer;
  /** Whose child the next span is. */
  active: AsyncLocalStorage<Context>;
}

/** `globalThis` because Next may load this module once per route. */
const shared = globalThis as { lecternTelemetry?: Telemetry };

/** Begins to record spans, where somebody collects them. Once per process, before anything is traced. */
export async function startTelemetry(service: "web" | "worker"): Promise<void> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME } = env();
  if (!endpoint || shared.lecternTelemetry) return;
  const [api, sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/exporter-trace-otlp-http"), // reads the endpoint, its headers and its timeout by itself
    import("@opentelemetry/resources"),
  ]);
  const named = { "service.name": OTEL_SERVICE_NAME, "service.component": service };
  const provider = new sdk.TracerProvider({
    sampler: samplerOf(sdk),
    resource: resources
      .detectResources({ detectors: [resources.resourceAttributesEnvDetector] })
      .merge(resources.resourceFromAttributes(named)),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  shared.lecternTelemetry = {
    api,
    provider,
    tracer: provider.getTracer("lectern"),
    active: new AsyncLocalStorage(),
  };
}

/** As the specification of OpenTelemetry's environment has it. What isn't known records everything. */
function samplerOf(sdk: typeof import("@opentelemetry/sdk-trace")) {
  const { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: share } = env();
  const root = name.endsWith("always_off")
    ? new sdk.AlwaysOffSampler()
    : name.endsWith("traceidratio")
      ? new sdk.TraceIdRatioBasedSampler(share)
      : new sdk.AlwaysOnSampler();
  return name.startsWith("parentbased_") ? new sdk.ParentBasedSampler({ root }) : root;
}

/** Sends what hasn't been sent yet, and records nothing any more. */
export async function stopTelemetry(): Promise<void> {
  const telemetry = shared.lecternTelemetry;
  delete shared.lecternTelemetry;
  await telemetry?.provider.shutdown();
}

/** Whether anything is recorded: for what would cost something to find out for a span. */
export const isTracing = () => shared.lecternTelemetry !== undefined;

/** Does the work within a span, the child of the one that this is called in. What it throws is noted by its name alone. */
export async function inSpan<T>(
  name: string,
  work: () => Promise<T>,
  attributes: SpanAttributes = {},
): Promise<T> {
  const telemetry = shared.lecternTelemetry;
  return telemetry ? runIn(telemetry, { name, attributes, parent: parentOf(telemetry) }, work) : work();
}

/** As inSpan, for a request: the child of the caller's span, where its `traceparent` names one. */
export async function inRequestSpan<T>(
  request: Request,
  name: string,
  work: () => Promise<T>,
  attributes: SpanAttributes,
): Promise<T> {
  const telemetry = shared.lecternTelemetry;
  if (!telemetry) return work();
  const { api } = telemetry;
  const remote = readTraceparent(request.headers.get("traceparent"));
  const parent = remote ? api.trace.setSpanContext(api.ROOT_CONTEXT, remote) : api.ROOT_CONTEXT;
  const { SERVER: kind } = api.SpanKind;
  return runIn(telemetry, { name, attributes, parent, kind }, work);
}

interface NewSpan {
  name: string;
  attributes: SpanAttributes;
  parent: Context;
  kind?: number;
}

async function runIn<T>(
  { api, tracer, active }: Telemetry,
  { name, attributes, parent, kind }: NewSpan,
  work: () => Promise<T>,
): Promise<T> {
  const span = tracer.startSpan(name, { kind, attributes: withoutNulls(attributes) }, parent);
  try {
    return await active.run(api.trace.setSpan(parent, span), work);
  } catch (error) {
    fail(api, span, error instanceof Error ? error.name : "unknown");
    throw error;
  } finally {
    span.end();
  }
}

/** Adds to the span that this is called in. */
export function noteInSpan(attributes: SpanAttributes): void {
  activeSpan()?.setAttributes(withoutNulls(attributes));
}

export interface EndedSpan {
  tookMs: number;
  /** It was a call of somebody else's service. */
  isCall?: boolean;
  /** Why it failed. */
  failure?: string | null;
  attributes?: SpanAttributes;
}

/** Notes what has just ended, as a child of the span that this is called in. */
export function noteSpan(
  name: string,
  { tookMs, isCall = false, failure, attributes = {} }: EndedSpan,
): void {
  const telemetry = shared.lecternTelemetry;
  if (!telemetry) return;
  const { api, tracer } = telemetry;
  const endTime = Date.now();
  const options = {
    kind: isCall ? api.SpanKind.CLIENT : api.SpanKind.INTERNAL,
    startTime: endTime - tookMs,
    attributes: withoutNulls(attributes),
  };
  const span = tracer.startSpan(name, options, parentOf(telemetry));
  if (failure) fail(api, span, failure);
  span.end(endTime);
}

/** Of the trace that this is called in, for the log and for records; undefined where none is recorded. */
export function currentTraceId(): string | undefined {
  const context = activeSpan()?.spanContext();
  return context && (context.traceFlags & 1) === 1 ? context.traceId : undefined;
}

function activeSpan(): Span | undefined {
  const telemetry = shared.lecternTelemetry;
  const context = telemetry?.active.getStore();
  return context && telemetry?.api.trace.getSpan(context);
}

const parentOf = ({ api, active }: Telemetry) => active.getStore() ?? api.ROOT_CONTEXT;

function fail(api: Telemetry["api"], span: Span, type: string): void {
  span.setStatus({ code: api.SpanStatusCode.ERROR });
  span.setAttribute("error.type", type);
}

/** The W3C's header, version 00. Undefined for what isn't one: a trace of our own begins. */
function readTraceparent(header: string | null) {
  const [, traceId, spanId, flags] =
    /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header ?? "") ?? [];
  return traceId && spanId && flags
    ? { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
    : undefined;
}

function withoutNulls(attributes: SpanAttributes): Record<string, string | number | boolean> {
  const given = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given) as Record<string, string | number | boolean>;
}
