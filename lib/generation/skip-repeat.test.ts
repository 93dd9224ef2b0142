import { expect, it } from "vitest";
import { skipRepeat } from "./skip-repeat.ts";

const after = (written: string, deltas: string[]) => {
  const skipper = skipRepeat(written);
  return deltas.map((delta) => skipper.push(delta)).join("");
};

it("leaves out what a model says again, in however many pieces it comes", () => {
  expect(after("Rooms are dear.", ["Rooms are", " dear.", " They cost 140 euros."])).toBe(
    " They cost 140 euros.",
  );
  expect(after("Rooms are dear.", ["Rooms are dear. They", " cost"])).toBe(" They cost");
});

it("leaves out a repetition that breaks off", () => {
  expect(after("Rooms are dear.", ["Rooms", " are"])).toBe("");
});

it("lets pass what begins alike and goes on otherwise, and what is new from the start", () => {
  expect(after("Rooms are dear.", ["Rooms are", " seldom free."])).toBe("Rooms are seldom free.");
  expect(after("Rooms are dear.", [" They cost", " 140 euros."])).toBe(" They cost 140 euros.");
  expect(after("", ["Rooms are dear."])).toBe("Rooms are dear.");
});
