import OpenAI, { AuthenticationError, BadRequestError, NotFoundError } from "openai";
import { installation } from "./installation.ts";
import type { ApiCitation } from "./support/connect-api.ts";
import { fixtureFile } from "./support/fixture-file.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

/** Lectern's addition to OpenAI's messages and deltas. */
interface Cited {
  citations?: ApiCitation[];
}

const connect = (apiKey: string = installation.apiKey) =>
  new OpenAI({ baseURL: `${installation.origin}/api/v1`, apiKey, maxRetries: 0 });

test.describe("the official openai client, pointed at /api/v1", () => {
  const collection = unique("Travel");

  test.beforeAll(async ({ api }) => {
    await api.add(collection, await fixtureFile("travel-policy.md"));
  });

  /** What is beyond OpenAI's request, as the client passes it on. */
  const inCollection = { collections: [collection] } as object;
  const asked = (content: string) => ({
    model: "auto",
    messages: [{ role: "user" as const, content }],
    ...inCollection,
  });

  test("lists the models", async () => {
    const ids = (await connect().models.list()).data.map(({ id }) => id);
    expect(ids).toContain("auto");
    expect(ids).toContain("openai-compatible/fake-large");
    expect(ids).toContain("builtin/extractive");
  });

  test("gets an answer with its citations", async () => {
    const completion = await connect().chat.completions.create(
      asked("How high is the daily meal allowance in Switzerland?"),
    );
    const message = completion.choices[0]?.message;
    const citations = (message as Cited).citations ?? [];

    expect(message?.content).toContain("58 euros");
    expect(completion.choices[0]?.finish_reason).toBe("stop");
    expect(completion.usage?.total_tokens).toBeGreaterThan(0);
    expect(citations[0]?.quote).toContain("58 euros in Switzerland");
    expect(citations[0]?.verdict).toBe("supported");
    expect(message?.content).toContain(`[${citations[0]?.index}]`);
  });

  test("gets the same as a stream: citations on the last delta, usage when asked for", async () => {
    const stream = await connect().chat.completions.create({
      ...asked("Who approves expenses above 500 euros?"),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await Array.fromAsync(stream);
    const deltas = chunks.flatMap((chunk) => chunk.choices).map(({ delta }) => delta);
    const last = chunks.flatMap((chunk) => chunk.choices).at(-1);
    const citations = (last?.delta as Cited | undefined)?.citations ?? [];

    expect(deltas.filter(({ content }) => content).length).toBeGreaterThan(3);
    expect(deltas.map(({ content }) => content ?? "").join("")).toContain("Anna Lindqvist");
    expect(last?.finish_reason).toBe("stop");
    expect(citations[0]?.quote).toContain("Anna Lindqvist");
    expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(0);
  });

  test("may name the model that answers", async () => {
    const question = "When are bookings made before departure?";
    const completion = await connect().chat.completions.create({
      ...asked(question),
      model: "builtin/extractive",
    });
    expect(completion.model).toBe("builtin/extractive");
    expect(completion.choices[0]?.message.content).toContain("fourteen days");
  });

  test("throws its own errors, with Lectern's codes", async () => {
    const thrownBy = (call: Promise<unknown>) =>
      call.then(
        () => null,
        (error: unknown) => error,
      );

    const noKey = await thrownBy(connect("lk_00000000_unknown").models.list());
    expect(noKey).toBeInstanceOf(AuthenticationError);
    expect(noKey).toMatchObject({ status: 401, code: "invalid_api_key" });

    const empty = await thrownBy(connect().chat.completions.create(asked("   ")));
    expect(empty).toBeInstanceOf(BadRequestError);
    expect(empty).toMatchObject({ status: 400, code: "empty_question" });

    const unknownModel = await thrownBy(
      connect().chat.completions.create({ ...asked("Anything?"), model: "none" }),
    );
    expect(unknownModel).toBeInstanceOf(NotFoundError);
    expect(unknownModel).toMatchObject({ status: 404, code: "model_not_found" });
  });
});
