/**
 * In: a question with its evidence, and the route. Out: the draft, written by the route's models into its stream, filtered and checked
 * sentence by sentence, and written again where too little of it is supported for the tenant. Throws when stopped, or when every
 * model failed.
 */
import { createOutputFilter, type OutputFilter } from "../guards/create-output-filter.ts";
import type { GuardFinding } from "../guards/guard-finding.ts";
import type { ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import type { Background } from "../prompts/background.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Answer, HistoryMessage, Notice, Turn } from "../turn.ts";
import {
  answerAgain,
  measuresConfidence,
  noteConfidence,
  planAnotherAnswer,
  withdrawsUnsupported,
} from "./answer-again.ts";
import { createAnswerWriter } from "./cite-answer.ts";
import type { Draft } from "./draft.ts";
import { generate } from "./generate.ts";
import { judgeDoubts } from "./judge-doubts.ts";
import type { Route } from "./route-model.ts";

export interface WriteInput {
  question: string;
  history: HistoryMessage[];
  /** What a model is told besides: notes on earlier turns, and what the reader wants considered. */
  background?: Background;
  route: Route;
  policy: TenantPolicy;
  /** Among which a second answer may look for a stronger model. */
  candidates: ModelSpec[];
  /** What retrieval came back with, for the reader to see. */
  found: number;
  /** Asked where every model but the built-in one failed: an answer given to the same question before. */
  findSpare?: () => Promise<Answer | null>;
}

/** Returns what the output filter took out, for the admins. Where nobody could write it, the draft may have a spare instead. */
export async function writeAnswer(
  turn: Turn,
  draft: Draft,
  { question, history, background, route, policy, candidates, found, findSpare }: WriteInput,
  tools: { models: Models; meter: Meter },
): Promise<GuardFinding[]> {
  const filters: OutputFilter[] = [];
  const { evidence } = draft;
  const isMeasured = measuresConfidence(turn, { policy, route });
  const canBeWithdrawn = isMeasured || withdrawsUnsupported(policy);

  const findsSpare = async () => {
    draft.spare = (await findSpare?.()) ?? null;
    return draft.spare !== null;
  };
  const writeInto = async (into: Draft, chain: ModelSpec[]) => {
    const startWriter = () => {
      const filter = createOutputFilter({ policy, evidence, question: turn.question });
      filters.push(filter);
      into.writer = createAnswerWriter(evidence, into.out, filter);
      return into.writer;
    };
    const startOver = (notice: Notice) => {
      into.restart(notice);
      return startWriter();
    };
    const { status } = into.out;
    status({ stage: "writing", found, ...(canBeWithdrawn && { mayBeWithdrawn: true }) });
    const model = await generate(
      turn,
      {
        question,
        evidence,
        history,
        background,
        chain,
        writer: startWriter(),
        notify: into.notify,
        startOver: turn.source === "api" ? undefined : startOver, // OpenAI's stream can't take anything back
        findsSpare: into === draft ? findsSpare : undefined,
        status,
        priority: turn.source === "batch" ? "batch" : "interactive",
        arm: route.trace.arm,
        onConfidence: isMeasured && into === draft ? (sure) => (draft.confidence = sure) : undefined,
      },
      tools,
    );
    if (!model) return;
    into.model = model;
    await judgeDoubts(turn, into, { ...tools, policy });
  };

  await writeInto(draft, route.chain);
  noteConfidence(draft);
  const another = planAnotherAnswer(draft, { policy, candidates, isMeasured });
  if (another) await answerAgain(turn, draft, another, (second) => writeInto(second, another.chain));
  return filters.flatMap((filter) => filter.findings());
}
