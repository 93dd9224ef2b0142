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
import type { TenantPolicy } from "../tenant-policy.ts";
import type { HistoryMessage, Notice, Turn } from "../turn.ts";
import { answerAgain, chainForAnotherAnswer } from "./answer-again.ts";
import { createAnswerWriter } from "./cite-answer.ts";
import type { Draft } from "./draft.ts";
import { generate } from "./generate.ts";
import { judgeDoubts } from "./judge-doubts.ts";
import type { Route } from "./route-model.ts";

export interface WriteInput {
  question: string;
  history: HistoryMessage[];
  route: Route;
  policy: TenantPolicy;
  /** Among which a second answer may look for a stronger model. */
  candidates: ModelSpec[];
  /** What retrieval came back with, for the reader to see. */
  found: number;
}

/** Returns what the output filter took out, for the admins. */
export async function writeAnswer(
  turn: Turn,
  draft: Draft,
  { question, history, route, policy, candidates, found }: WriteInput,
  tools: { models: Models; meter: Meter },
): Promise<GuardFinding[]> {
  const filters: OutputFilter[] = [];
  const { evidence } = draft;

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
    status({ stage: "writing", found });
    into.model = await generate(
      turn,
      {
        question,
        evidence,
        history,
        chain,
        writer: startWriter(),
        notify: into.notify,
        startOver: turn.source === "api" ? undefined : startOver, // OpenAI's stream can't take anything back
        status,
        arm: route.trace.arm,
      },
      tools,
    );
    await judgeDoubts(turn, into, { ...tools, policy });
  };

  await writeInto(draft, route.chain);
  const another = chainForAnotherAnswer(draft, policy, candidates);
  if (another) await answerAgain(turn, draft, (second) => writeInto(second, another));
  return filters.flatMap((filter) => filter.findings());
}
