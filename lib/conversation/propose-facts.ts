/**
 * In: a question, its answer given, of somebody who wants things remembered. Out: what may be remembered, put before them. Only what they
 * say counts, never what documents or answers do, so that nothing can be planted. On failure there's no proposal.
 */
import { findRemembers, proposeMemories } from "../../db/memories.ts";
import { findIdentifyingData } from "../guards/find-personal-data.ts";
import { findSecrets } from "../guards/find-secrets.ts";
import { maskPattern } from "../guards/mask-spans.ts";
import { memoryTextSchema } from "../memory-schemas.ts";
import { askTaskModel } from "../models/ask-task-model.ts";
import type { Models } from "../models/live-models.ts";
import { keepPersonalDataLocal } from "../models/restrict-models.ts";
import { memoryPrompt, memoryPromptVersion, readFacts } from "../prompts/memory-prompt.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Turn } from "../turn.ts";
import { findFactsByRules, mayHoldFacts } from "./find-facts-by-rules.ts";

const outputTokensMax = 200;

/** `question`: as models may see it. Throws a ModelFailure where the model failed. */
export async function proposeFacts(
  turn: Turn,
  question: string,
  { models, policy }: { models: Models; policy: TenantPolicy },
): Promise<void> {
  if (!policy.memory.isOffered || turn.source !== "app" || turn.isRegenerated) return;
  if (!mayHoldFacts(question) || !(await findRemembers(turn.principal))) return;
  const hasPersonalData = findIdentifyingData(question).length > 0;
  const allowed = hasPersonalData ? keepPersonalDataLocal(models, policy) : models;
  const prompt = memoryPrompt(question);
  const task = { feature: "memory", prompt, promptVersion: memoryPromptVersion, outputTokensMax } as const;
  const reply = await askTaskModel(turn, task, allowed);
  const texts = (reply ? readFacts(reply.text) : findFactsByRules(question)).filter(mayBeKept);
  await proposeMemories(turn.principal, { questionId: turn.questionId, texts });
}

/** Nothing that is secret, or whose point was masked, or that is too long to be a fact. */
function mayBeKept(text: string): boolean {
  return (
    findSecrets(text).length === 0 &&
    text.search(maskPattern) === -1 &&
    memoryTextSchema.safeParse(text).success
  );
}
