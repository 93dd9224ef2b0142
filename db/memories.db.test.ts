import { beforeEach, describe, expect, it } from "vitest";
import { AppError } from "../lib/errors.ts";
import { memoriesMax, proposalsMax } from "../lib/memory-schemas.ts";
import type { Principal } from "../lib/turn.ts";
import * as memories from "./memories.ts";
import { saveQuestion } from "./messages.ts";
import { createTestTenant } from "./testing/create-test-tenant.ts";
import { makeTurn } from "./testing/make-turn.ts";

let person: Principal;
let questionId: string;
beforeEach(async () => {
  person = (await createTestTenant()).member;
  questionId = await ask(person);
});

async function ask(principal: Principal): Promise<string> {
  const turn = makeTurn(principal, "I'm a contractor in Zurich. How many days off have I?");
  await saveQuestion(turn);
  return turn.questionId;
}

const propose = (...texts: string[]) => memories.proposeMemories(person, { questionId, texts });
const list = async () =>
  (await memories.listMemories(person)).memories.map(({ text, state }) => `${state}: ${text}`);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );

describe("memories", () => {
  it("are proposed once, and stay as their person decided", async () => {
    await propose("Works in Zurich.", "Is a contractor.");
    const [first] = (await memories.listMemories(person)).memories;
    await memories.changeMemory(person, first?.id ?? "", { state: "confirmed" });
    await propose("Works in Zurich.");
    expect(await list()).toEqual(["confirmed: Works in Zurich.", "proposed: Is a contractor."]);
  });

  it("are proposed from nobody else's question", async () => {
    questionId = await ask((await createTestTenant()).member);
    await propose("Works in Zurich.");
    expect(await list()).toEqual([]);
  });

  it("that nobody answered give way to newer ones", async () => {
    for (let i = 0; i < proposalsMax + 2; i++) await propose(`Fact ${i}.`);
    const left = await list();
    expect(left).toHaveLength(proposalsMax);
    expect(left).not.toContain("proposed: Fact 0.");
    expect(left).toContain(`proposed: Fact ${proposalsMax + 1}.`);
  });

  it("that a person writes are confirmed, also where the same was proposed", async () => {
    await propose("Works in Zurich.");
    await memories.addMemory(person, "Works in Zurich.");
    expect(await list()).toEqual(["confirmed: Works in Zurich."]);
  });

  it("are no more than a person can look through", async () => {
    for (let i = 0; i < memoriesMax; i++) await memories.addMemory(person, `Fact ${i}.`);
    expect(await codeOf(memories.addMemory(person, "One too many."))).toBe("conflict");
    await propose("Another.");
    const proposed = (await memories.listMemories(person)).memories.find(({ state }) => state === "proposed");
    expect(await codeOf(memories.changeMemory(person, proposed?.id ?? "", { state: "confirmed" }))).toBe(
      "conflict",
    );
    expect(await codeOf(memories.addMemory(person, "Another."))).toBe("conflict");
    expect(await codeOf(memories.addMemory(person, "Fact 1."))).toBe("none");
    const known = (await memories.listMemories(person)).memories.find(({ text }) => text === "Fact 1.");
    const change = { text: "Fact one.", state: "confirmed" as const };
    expect(await codeOf(memories.changeMemory(person, known?.id ?? "", change))).toBe("none");
  });

  it("that a person sends twice at once are remembered once", async () => {
    const sent = [1, 2, 3].map(() => memories.addMemory(person, "Works in Zurich."));
    expect(new Set((await Promise.all(sent)).map(({ id }) => id)).size).toBe(1);
    expect(await list()).toEqual(["confirmed: Works in Zurich."]);
  });

  it("can be said otherwise, but not twice the same", async () => {
    const { id } = await memories.addMemory(person, "Works in Bern.");
    await memories.addMemory(person, "Is a contractor.");
    await memories.changeMemory(person, id, { text: "Works in Zurich." });
    expect(await list()).toContain("confirmed: Works in Zurich.");
    expect(await codeOf(memories.changeMemory(person, id, { text: "Is a contractor." }))).toBe("conflict");
  });

  it("can be forgotten, one or all", async () => {
    const { id } = await memories.addMemory(person, "Works in Bern.");
    await memories.addMemory(person, "Is a contractor.");
    await propose("Likes trains.");
    await memories.deleteMemory(person, id);
    expect(await codeOf(memories.deleteMemory(person, id))).toBe("not_found");
    expect(await list()).toHaveLength(2);
    await memories.deleteMemories(person);
    expect(await list()).toEqual([]);
  });
});
