import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { askInApp } from "./ask-in-app.ts";
import type { Person } from "./people.ts";

interface Rating {
  rating: "up" | "down";
  reason?: string;
  comment?: string;
}

/** Asks a question as the person, and rates the answer. Returns the answer's id, by which the rating is taken back. */
export async function rateAnswer(
  { request }: Person,
  { question, collectionId, ...rating }: { question: string; collectionId: string } & Rating,
): Promise<string> {
  const conversationId = randomUUID();
  await askInApp(request, question, [collectionId], conversationId);
  const { messages } = await (await request.get(`/api/conversations/${conversationId}`)).json();
  const answerId = messages.at(-1).id as string;
  const rated = await request.put(`/api/messages/${answerId}/feedback`, { data: rating });
  expect(rated.ok(), await rated.text()).toBe(true);
  return answerId;
}
