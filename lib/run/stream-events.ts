/**
 * Values as server-sent events, ending with `[DONE]`. Those of one turn of the event loop are sent together: a model's words often come
 * in one packet, and to send each by itself costs more than to write it. They aren't held back for a reader that is slow, because the
 * run keeps them anyway. `onCancel` is called where the reader goes away.
 */
export function streamEvents(
  values: AsyncIterable<object>,
  { onCancel }: { onCancel: () => void },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isOpen = true;
  return new ReadableStream({
    start(controller) {
      let pending = "";
      const flush = () => {
        if (isOpen && pending !== "") controller.enqueue(encoder.encode(pending));
        pending = "";
      };
      const send = (data: string) => {
        if (pending === "") setImmediate(flush);
        pending += `data: ${data}\n\n`;
      };
      const sendAll = async () => {
        for await (const value of values) {
          if (!isOpen) return;
          send(JSON.stringify(value));
        }
        send("[DONE]");
        flush();
        if (isOpen) controller.close();
        isOpen = false;
      };
      sendAll().catch((error: unknown) => {
        flush();
        if (isOpen) controller.error(error);
        isOpen = false;
      });
    },
    cancel() {
      isOpen = false;
      onCancel();
    },
  });
}
