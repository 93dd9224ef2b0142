/** Proxies end a connection on which nothing comes, many of them after 60 s; readers skip a comment. */
const keepAliveMs = 15_000;
const keepAlive = ": keep-alive\n\n";

/**
 * Values as server-sent events, ending with `[DONE]`. Those of one turn of the event loop are sent together: a model's words often come
 * in one packet, and to send each by itself costs more than to write it. They aren't held back for a reader that is slow, because the
 * run keeps them anyway. `onCancel` is called where the reader goes away. Fails where the values do.
 */
export function streamEvents(
  values: AsyncIterable<object>,
  { onCancel }: { onCancel?: () => void } = {},
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isOpen = true;
  let keepingAlive: NodeJS.Timeout | undefined;
  const end = () => {
    isOpen = false;
    clearInterval(keepingAlive);
  };
  return new ReadableStream({
    start(controller) {
      let pending = "";
      const flush = () => {
        if (isOpen && pending !== "") controller.enqueue(encoder.encode(pending));
        pending = "";
      };
      const send = (event: string) => {
        if (pending === "") setImmediate(flush);
        pending += event;
      };
      const sendAll = async () => {
        for await (const value of values) {
          if (!isOpen) return;
          send(`data: ${JSON.stringify(value)}\n\n`);
        }
        send("data: [DONE]\n\n");
        flush();
        if (isOpen) controller.close();
        end();
      };
      keepingAlive = setInterval(send, keepAliveMs, keepAlive);
      sendAll().catch((error: unknown) => {
        flush();
        if (isOpen) controller.error(error);
        end();
      });
    },
    cancel() {
      end();
      onCancel?.();
    },
  });
}
