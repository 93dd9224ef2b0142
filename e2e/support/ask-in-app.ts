import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect } from "@playwright/test";
import type { ApiCitation } from "./connect-api.ts";

export interface StreamedAnswer {
  conversationId: string;
  text: string;
  status: string;
  stages: string[];
  citations: ApiCitation[];
  verdicts: { start: number; end: number; verdict: string; reason: string }[];
  notices: { kind: string; text: string }[];
}

interface StreamPart {
  type: string;
  id?: string;
  delta?: string;
  data?: unknown;
  messageMetadata?: { status?: string };
}

/** Asks as the chat page does, and reads the stream to its end. */
export async function askInApp(
  request: APIRequestContext,
  question: string,
  collectionIds: string[],
  conversationId: string = randomUUID(),
): Promise<StreamedAnswer> {
  const data = { conversationId, questionId: randomUUID(), question, collectionIds };
  const response = await request.post("/api/chat", { data, timeout: 90_000 });
  const body = await response.text();
  expect(response.status(), body).toBe(200);
  return readAnswer(conversationId, partsOf(body));
}

function partsOf(events: string): StreamPart[] {
  const lines = events.split("\n").filter((line) => line.startsWith("data: {"));
  return lines.map((line) => JSON.parse(line.slice("data: ".length)) as StreamPart);
}

function readAnswer(conversationId: string, parts: StreamPart[]): StreamedAnswer {
  const ofType = (type: string) => parts.filter((part) => part.type === type);
  /** What these parts say; one that is sent again under its id replaces the earlier one. */
  const dataOf = <T>(type: string) =>
    [...new Map(ofType(type).map((part, i) => [part.id ?? i, part.data])).values()] as T[];
  return {
    conversationId,
    text: ofType("text-delta")
      .map((part) => part.delta)
      .join(""),
    status: parts.findLast((part) => part.messageMetadata)?.messageMetadata?.status ?? "none",
    stages: dataOf<{ stage: string }>("data-status").map(({ stage }) => stage),
    citations: dataOf("data-citation"),
    verdicts: dataOf("data-verdict"),
    notices: dataOf("data-notice"),
  };
}
