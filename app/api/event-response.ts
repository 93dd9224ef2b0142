/** Server-sent events as a response that is neither compressed nor gathered on its way. */
export const eventResponse = (
  events: ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
): Response =>
  new Response(events, {
    headers: {
      ...headers,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
