import { v7 as uuidv7 } from "uuid";
import { purgeCachedAnswers } from "../../db/answer-cache.ts";
import { pool } from "../../db/client.ts";
import { changeTenantPolicy } from "../../db/tenant-policy.ts";
import { makeTurn, unreadStream } from "../../db/testing/make-turn.ts";
import { admitTurn } from "../../lib/admission/admit-turn.ts";
import { finishAfterwards } from "../../lib/afterwards.ts";
import { answerQuestion } from "../../lib/answer-question.ts";
import { containsGold, tokenF1, withoutMarks } from "../../lib/evaluation/answers/answer-metrics.ts";
import { abstention } from "../../lib/prompts/answer-prompt.ts";
import { defaultTenantPolicy } from "../../lib/tenant-policy.ts";
import {
  type Answer,
  chatRequestSchema,
  type HistoryMessage,
  type Principal,
  type Turn,
} from "../../lib/turn.ts";
import { showProgress } from "../../scripts/show-progress.mjs";
import type { CostTurn } from "./cost-workload.ts";
import type { CostTenant } from "./load-cost-tenant.ts";
import {
  type BilledCall,
  createPaidReaders,
  type ModelPair,
  type PairRole,
  type Written,
} from "./paid-readers.ts";
import { drawOutcome, type StandIn } from "./stand-ins.ts";

/** What of the product is switched on. */
export interface Switches {
  /** Off: the strong model does every job. */
  routes: boolean;
  /** How difficult a question must be for the strong model; the policy's default where it's left out. */
  strongFrom?: number | undefined;
  exactCache: boolean;
  similarCache: boolean;
  /** Off: models are shown all of a conversation, word for word. */
  sumsUp: boolean;
}

export const everythingOn: Switches = { routes: true, exactCache: true, similarCache: true, sumsUp: true };
export const naive: Switches = { routes: false, exactCache: false, similarCache: false, sumsUp: false };

export interface AnsweredTurn {
  turn: CostTurn;
  calls: BilledCall[];
  /** How the cache answered it. */
  isCached: boolean;
  /** Null without a gold answer. */
  scores: Scores | null;
  citations: number;
  /** Those of a document that holds the answer. */
  citationsOfGold: number;
}

/** What an answer is worth where its model is right and where it's wrong. */
export interface Scores {
  /** Who wrote it, and to what question: what the cache gives was written before. */
  by: PairRole;
  question: string;
  /** Short answers: whether a gold one stands in it. Long ones: words shared with the best gold one (F1). */
  right: number;
  wrong: number;
}

interface AskTools {
  tenant: CostTenant;
  pair: ModelPair;
  /** By whose shares of right answers is chosen what is written: what it costs, and what later turns have before them. */
  standIn: StandIn;
}

/** Asks all of it, one after another, through the pipeline that serves users, in new conversations and with an empty cache. */
export async function askWorkload(
  turns: CostTurn[],
  switches: Switches,
  name: string,
  { tenant, pair, standIn }: AskTools,
): Promise<AnsweredTurn[]> {
  const { principal } = tenant;
  await purgeCachedAnswers(principal);
  await setPolicy(principal, switches, pair);
  const readers = createPaidReaders(pair);
  const conversations = new Map<number, { id: string; said: HistoryMessage[] }>();
  const progress = showProgress(name, turns.length);
  const answered: AnsweredTurn[] = [];
  /** By their texts, for what the cache gives again. */
  const known = new Map<string, Written & { question: string }>();
  for (const turn of turns) {
    const conversation = conversations.get(turn.conversation) ?? { id: uuidv7(), said: [] };
    conversations.set(turn.conversation, conversation);
    const { said } = conversation;
    const wholeHistory = switches.sumsUp ? null : [...said];
    readers.ask({ turn, isRight: drawOutcome(standIn, turn), wholeHistory });
    const asked = switches.sumsUp
      ? await admitSaved(principal, conversation.id, turn.question)
      : makeTurn(principal, turn.question, { conversationId: conversation.id, history: said, source: "api" });
    const answer = await answerQuestion(asked, unreadStream, readers.models);
    await finishAfterwards();
    said.push({ role: "user", text: turn.question }, { role: "assistant", text: answer.text });
    await hideFromCache(principal, switches);
    const own = readers.written();
    const written = own ? { ...own, question: turn.standalone } : known.get(answer.text);
    if (written) known.set(answer.text, written);
    const judged = judge(turn, answer, tenant);
    answered.push({ turn, calls: readers.bill.splice(0), scores: score(turn, written), ...judged });
    progress.advance();
  }
  return answered;
}

async function setPolicy(principal: Principal, { routes, strongFrom }: Switches, pair: ModelPair) {
  const { cheap, strong } = pair;
  const allowed = routes ? [cheap.id, strong.id] : [strong.id];
  const ends = { cheap: cheap.id, strong: strong.id };
  const models = {
    ...defaultTenantPolicy.models,
    ...ends,
    allowed,
    ...(strongFrom !== undefined && { strongFrom }),
  };
  await changeTenantPolicy(principal, { models });
}

/** As a browser's question is: with the conversation as it's saved, and its summary. */
async function admitSaved(principal: Principal, conversationId: string, question: string): Promise<Turn> {
  const request = chatRequestSchema.parse({ conversationId, questionId: uuidv7(), question });
  const turn = await admitTurn(principal, request, uuidv7());
  return { ...turn, signal: new AbortController().signal };
}

/** Keeps a cache that is switched off from finding what was just kept. */
async function hideFromCache({ tenantId }: Principal, { exactCache, similarCache }: Switches): Promise<void> {
  const hide = (change: string) =>
    pool().query(`UPDATE answer_cache SET ${change} WHERE tenant_id = $1`, [tenantId]);
  if (!exactCache) await hide("key = gen_random_uuid()::text");
  if (!similarCache) await hide("embedding = NULL");
}

/** An answer that no model wrote is an abstention, whoever is asked. */
function score(
  { golds, kind }: CostTurn,
  { by, question, right, wrong }: Written & { question: string } = nothing,
): Scores | null {
  if (golds.length === 0) return null;
  const scoreOf = (text: string) =>
    kind === "simple" ? Number(containsGold(withoutMarks(text), golds)) : tokenF1(withoutMarks(text), golds);
  return { by, question, right: scoreOf(right), wrong: scoreOf(wrong) };
}
const nothing = { by: "strong", question: "", right: abstention, wrong: abstention } as const;

function judge(
  { golds, goldDocuments }: CostTurn,
  answer: Answer,
  { corpusIdOf }: CostTenant,
): Pick<AnsweredTurn, "isCached" | "citations" | "citationsOfGold"> {
  const isOfGold = (documentId: string) => goldDocuments.includes(corpusIdOf.get(documentId) ?? "");
  const isPointed = golds.length > 0 && goldDocuments.length > 0;
  return {
    isCached: answer.notices.some((notice) => notice.kind === "cached"),
    citations: isPointed ? answer.citations.length : 0,
    citationsOfGold: isPointed ? answer.citations.filter(({ documentId }) => isOfGold(documentId)).length : 0,
  };
}
