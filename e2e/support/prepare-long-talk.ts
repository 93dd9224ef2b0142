import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { askInApp } from "./ask-in-app.ts";
import { scriptProvider } from "./script-provider.ts";

/** Long enough for earlier turns of a few like it to be summed up. */
const longAnswer = `${"It holds for everybody who travels, whatever the reason and however long the journey takes. ".repeat(70)}[1]`;

/** A conversation about these topics with long answers, one turn each. */
export async function prepareLongTalk(
  request: APIRequestContext,
  collectionId: string,
  topics: string[],
): Promise<{ conversationId: string; path: string }> {
  const conversationId = randomUUID();
  for (const topic of topics) {
    const question = `What is the rule about ${topic}?`;
    // Asked behind evidence: the same question is put to the model before that, to be understood.
    const contains = `</evidence>\n\n<question>${question}`;
    await scriptProvider({
      match: { path: "/v1/chat/completions", contains },
      answer: longAnswer,
      msPerToken: 0,
    });
    await askInApp(request, question, [collectionId], conversationId);
  }
  return { conversationId, path: `/c/${conversationId}` };
}
