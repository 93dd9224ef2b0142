import { describe, expect, test } from "vitest";
import { ApiRequestError } from "@/components/admin/api-request";
import type { FileToSend, SendFile, SentFile } from "./send-file";
import { createUploadQueue } from "./upload-queue";

interface Sending {
  name: string;
  details: Omit<FileToSend, "file">;
  progress: (share: number) => void;
  finish: (sent?: Partial<SentFile>) => Promise<void>;
  fail: (error: unknown) => Promise<void>;
}

/** A queue whose sends end when the test says so. */
function setUp({ wait = async (_seconds: number) => {} } = {}) {
  const sending: Sending[] = [];
  const send: SendFile = ({ file, ...details }, { onProgress, signal }) =>
    new Promise((resolve, reject) => {
      const settled = () => new Promise<void>((done) => setTimeout(done, 0));
      signal.addEventListener("abort", () => reject(signal.reason));
      sending.push({
        name: file.name,
        details,
        progress: onProgress,
        finish: (sent) => {
          resolve({ documentId: `doc-${file.name}`, isDuplicate: false, ...sent });
          return settled();
        },
        fail: (error) => {
          reject(error);
          return settled();
        },
      });
    });
  return { queue: createUploadQueue(send, { wait }), sending };
}

const files = (...names: string[]) => names.map((name) => new File(["x"], name));
const states = (queue: ReturnType<typeof createUploadQueue>) =>
  queue.uploads().map(({ file, state }) => `${file.name} ${state}`);

describe("the upload queue", () => {
  test("sends three at once and the others in order as places become free", async () => {
    const { queue, sending } = setUp();
    queue.add("c", files("a", "b", "c", "d", "e"));
    expect(sending.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    await sending[1]!.finish();
    expect(sending.map(({ name }) => name)).toEqual(["a", "b", "c", "d"]);
    expect(states(queue)).toEqual(["a sending", "b sent", "c sending", "d sending", "e waiting"]);
  });

  test("says which files the server had already", async () => {
    const { queue, sending } = setUp();
    queue.add("c", files("a"));
    await sending[0]!.finish({ isDuplicate: true, documentId: "old" });
    expect(queue.uploads()[0]).toMatchObject({ state: "duplicate", documentId: "old" });
  });

  test("keeps the server's reason for a refusal and sends again on retry", async () => {
    const { queue, sending } = setUp();
    queue.add("c", files("a.exe"));
    await sending[0]!.fail(
      new ApiRequestError(415, "unsupported_file_type", "This type of file can't be read."),
    );
    expect(queue.uploads()[0]).toMatchObject({
      state: "refused",
      message: "This type of file can't be read.",
    });
    queue.retry(queue.uploads()[0]!.id);
    expect(states(queue)).toEqual(["a.exe sending"]);
    await sending[1]!.finish();
    expect(states(queue)).toEqual(["a.exe sent"]);
  });

  test("comes back by itself when a busy server says when, and gives up in the end", async () => {
    const waits: number[] = [];
    const { queue, sending } = setUp({
      wait: async (seconds) => {
        waits.push(seconds);
      },
    });
    queue.add("c", files("a"));
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await sending[attempt]!.fail(new ApiRequestError(429, "rate_limited", "Too many requests.", 3));
    }
    expect(waits).toEqual([3, 3, 3, 3, 3]);
    expect(queue.uploads()[0]).toMatchObject({ state: "refused", message: "Too many requests." });
  });

  test("removing a file that is being sent stops it and lets the next one go", async () => {
    const { queue, sending } = setUp();
    queue.add("c", files("a", "b", "c", "d"));
    queue.remove(queue.uploads()[0]!.id);
    await new Promise((done) => setTimeout(done, 0));
    expect(states(queue)).toEqual(["b sending", "c sending", "d sending"]);
    expect(sending).toHaveLength(4);
  });

  test("clearing takes what is done of this collection and leaves refusals and other collections", async () => {
    const { queue, sending } = setUp();
    queue.add("one", files("a", "b"));
    queue.add("two", files("c"));
    await sending[0]!.finish();
    await sending[1]!.fail(new ApiRequestError(422, "empty_file", "The file is empty."));
    await sending[2]!.finish();
    queue.clearDone("one");
    expect(states(queue)).toEqual(["b refused", "c sent"]);
  });

  test("tells listeners of progress in visible steps, and hands out a new list each time", () => {
    const { queue, sending } = setUp();
    queue.add("c", files("a"));
    let told = 0;
    const unsubscribe = queue.subscribe(() => {
      told += 1;
    });
    const before = queue.uploads();
    for (let share = 0.001; share < 0.1; share += 0.001) sending[0]!.progress(share);
    sending[0]!.progress(1);
    expect(told).toBeLessThan(10);
    expect(queue.uploads()).not.toBe(before);
    expect(queue.uploads()[0]?.sentShare).toBe(1);
    unsubscribe();
  });

  test("sends a few files ahead of all, and many behind whatever somebody waits for", () => {
    const { queue, sending } = setUp();
    queue.add("c", files("a"));
    queue.add("c", files(...Array.from({ length: 21 }, (_, i) => `b${i}`)));
    expect(sending.map(({ details }) => details.lane)).toEqual(["interactive", "bulk", "bulk"]);
  });

  test("sends a new version with the document that it replaces", () => {
    const { queue, sending } = setUp();
    queue.add("c", files("a"), "doc-1");
    expect(sending[0]!.details).toMatchObject({ replacesId: "doc-1", sourceKey: null });
  });

  test("sends a file that wants a password again with it, and says so again if it was wrong", async () => {
    const { queue, sending } = setUp();
    queue.add("c", files("a.pdf"));
    await sending[0]!.fail(new ApiRequestError(422, "encrypted_file", "The file is encrypted."));
    expect(queue.uploads()[0]).toMatchObject({ state: "refused", code: "encrypted_file" });
    queue.retry(queue.uploads()[0]!.id, "guess");
    expect(sending[1]!.details.password).toBe("guess");
    await sending[1]!.fail(
      new ApiRequestError(422, "wrong_password", "The password doesn't open this file."),
    );
    expect(queue.uploads()[0]).toMatchObject({ state: "refused", code: "wrong_password" });
  });
});
