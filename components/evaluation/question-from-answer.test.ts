import { expect, test } from "vitest";
import { adviceOn, isReadyToAdd, questionFrom } from "./question-from-answer";
import type { RatedAnswerView } from "./set-view";

const rated: RatedAnswerView = {
  messageId: "m",
  rating: "up",
  reason: null,
  comment: null,
  ratedAt: "2026-01-01T00:00:00Z",
  question: "What does it cost?",
  isFollowUp: false,
  answer: "It costs 140 euros [1]. Breakfast is extra [2][1].",
  verdicts: [{ start: 0, end: 24, verdict: "supported", reason: "" }],
  citations: [
    { position: 19, documentId: "a", title: "Rates" },
    { position: 43, documentId: "b", title: "Breakfast" },
    { position: 46, documentId: "a", title: "Rates" },
  ],
  setIds: [],
};

test("a good, verified answer goes in as it is, without its marks, with what it cites", () => {
  expect(isReadyToAdd(rated)).toBe(true);
  expect(questionFrom(rated)).toEqual({
    question: "What does it cost?",
    answer: "It costs 140 euros. Breakfast is extra.",
    isAnswerable: true,
    documents: [
      { id: "a", title: "Rates" },
      { id: "b", title: "Breakfast" },
    ],
    origin: "rated",
  });
});

test("of a bad answer only the question is kept, and an admin is asked for the rest", () => {
  const bad: RatedAnswerView = { ...rated, rating: "down" };
  expect(isReadyToAdd(bad)).toBe(false);
  expect(questionFrom(bad)).toMatchObject({ answer: null, documents: [] });
  expect(adviceOn(bad)).toMatch(/found bad/);
});

test("a follow-up and an answer that wasn't verified are looked at first", () => {
  const followUp = { ...rated, isFollowUp: true };
  expect([isReadyToAdd(followUp), adviceOn(followUp)]).toEqual([
    false,
    expect.stringMatching(/stands alone/),
  ]);
  const verdicts = [{ start: 0, end: 24, verdict: "unsupported" as const, reason: "" }];
  expect(isReadyToAdd({ ...rated, verdicts })).toBe(false);
  expect(adviceOn({ ...rated, verdicts })).toMatch(/verified/);
  expect(isReadyToAdd({ ...rated, citations: [] })).toBe(false);
});
