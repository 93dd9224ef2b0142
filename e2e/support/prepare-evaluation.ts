import { expect } from "@playwright/test";
import type { ApiDocument } from "./connect-api.ts";
import type { Person } from "./people.ts";
import { rateAnswer } from "./rate-answer.ts";
import { unique } from "./unique.ts";

/** A set that was run twice, with questions that are found, that aren't, and that can't be measured. Returns its page. */
export async function prepareEvaluation(person: Person, documents: ApiDocument[]): Promise<string> {
  const post = async (path: string, data?: object) => {
    const response = await person.request.post(`/api/evaluation-sets${path}`, { data });
    expect(response.ok(), await response.text()).toBe(true);
    return (await response.json()) as { id: string };
  };
  const idOf = (fileName: string) => documents.find((document) => document.fileName === fileName)?.id ?? "";
  const { id } = await post("", { name: unique("What new people ask") });
  const run = async () => {
    await post(`/${id}/runs`);
    const states = async () => {
      const response = await person.request.get(`/api/evaluation-sets/${id}/runs`);
      return ((await response.json()) as { runs: { state: string }[] }).runs.map(({ state }) => state);
    };
    await expect.poll(states).not.toContain("running");
  };
  await post(`/${id}/questions`, {
    question: "What is the daily meal allowance in Switzerland?",
    answer: "58 euros.",
    documentIds: [idOf("travel-policy.md")],
  });
  await post(`/${id}/questions`, { question: "Who won the cup in 1974?", isAnswerable: false });
  await run();
  await post(`/${id}/questions`, {
    question: `Which of the rules ${"that everybody has heard of at least once ".repeat(4)}holds in a fire?`,
    documentIds: documents.map((document) => document.id),
  });
  await post(`/${id}/questions`, {
    question: "zzyzx qwrtp",
    answer: "A question without any word of its document, which no search can find by them.",
    documentIds: [idOf("leave-rules.txt")],
  });
  await run();
  const collectionId = documents[0]?.collectionId ?? "";
  await rateAnswer(person, {
    question: "How many days of paid leave do employees get?",
    collectionId,
    rating: "down",
    reason: "wrong_source",
    comment: "The handbook says so, but the leave rules are what counts.",
  });
  await rateAnswer(person, {
    question: "What is the daily meal allowance in Germany?",
    collectionId,
    rating: "up",
  });
  return `/admin/evaluation/${id}`;
}
