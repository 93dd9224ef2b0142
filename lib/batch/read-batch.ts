/**
 * In: a file of questions, one JSON object a line. Out: the questions, and every line that can't be one with the reason. Collections
 * and models are looked up now, so that a misspelt name isn't found out after an hour.
 */

import type { NewBatchItem } from "../../db/batches.ts";
import { matchCollections } from "../../db/collections.ts";
import { findTenantPolicy } from "../../db/tenant-policy.ts";
import { type BadLine, type BatchLine, batchLineSchema } from "../batch-schemas.ts";
import { AppError, toAppError } from "../errors.ts";
import { listCandidates } from "../generation/route-model.ts";
import { limits } from "../limits.ts";
import { liveModels } from "../models/live-models.ts";
import { renewProviders } from "../models/provider-settings.ts";
import { restrictModels } from "../models/restrict-models.ts";
import type { Principal } from "../turn.ts";

export interface ReadBatch {
  items: NewBatchItem[];
  /** In their order. With one of these nothing is to be begun. */
  badLines: BadLine[];
}

interface NumberedLine {
  line: number;
  asked: BatchLine;
}

/** Throws `invalid_batch` for a file without a question, and for one with too many. */
export async function readBatch(principal: Principal, file: string): Promise<ReadBatch> {
  const texts = file
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((text, i) => ({ line: i + 1, text: text.trim() }))
    .filter(({ text }) => text !== "");
  if (texts.length === 0) throw invalid("There is no question in it: send one JSON object a line.");
  if (texts.length > limits.batchLinesMax)
    throw invalid(`A batch holds at most ${limits.batchLinesMax.toLocaleString("en")} questions.`);

  const badLines: BadLine[] = [];
  const lines: NumberedLine[] = [];
  for (const { line, text } of texts) {
    const read = readLine(text);
    if (typeof read === "string") badLines.push({ line, message: read });
    else lines.push({ line, asked: read });
  }
  badLines.push(...findRepeated(lines), ...(await findUnknownModels(principal, lines)));
  const refs = [...new Set(lines.flatMap(({ asked }) => asked.collections ?? []))];
  const known = refs.length > 0 ? await matchCollections(principal, refs) : new Map<string, string>();
  const items = lines.map(({ line, asked }): NewBatchItem => {
    const { custom_id: customId, question, model, filters, collections } = asked;
    const unknown = collections?.find((ref) => !known.has(ref));
    if (unknown !== undefined)
      badLines.push({ line, message: `There is no collection “${unknown}”, or you may not read it.` });
    const collectionIds = collections?.flatMap((ref) => known.get(ref) ?? []) ?? null;
    return { line, customId, request: { question, model, filters, collectionIds } };
  });
  return { items, badLines: badLines.toSorted((a, b) => a.line - b.line) };
}

const invalid = (publicMessage: string) => new AppError("invalid_batch", { publicMessage });

/** A NUL as JSON writes it: after as many backslashes as stand for themselves. Postgres keeps none. */
const nul = /(?<!\\)(?:\\\\)*\\u0000/;

/** The line, or why it isn't one. */
function readLine(text: string): BatchLine | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "This isn't valid JSON.";
  }
  if (nul.test(text)) return "It has a NUL (\\u0000) in it, which can't be kept.";
  const read = batchLineSchema.safeParse(value);
  if (read.success) return read.data;
  return read.error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message))
    .join(" ");
}

function findRepeated(lines: NumberedLine[]): BadLine[] {
  const first = new Map<string, number>();
  return lines.flatMap(({ line, asked: { custom_id: id } }) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, line);
    return before === undefined
      ? []
      : [{ line, message: `The custom_id “${id}” is on line ${before}, too.` }];
  });
}

async function findUnknownModels(principal: Principal, lines: NumberedLine[]): Promise<BadLine[]> {
  await renewProviders();
  const policy = await findTenantPolicy(principal);
  const models = restrictModels(liveModels, policy);
  const faults = new Map<string, string>();
  for (const id of new Set(lines.map(({ asked }) => asked.model))) {
    try {
      listCandidates(id, policy, models);
    } catch (error) {
      faults.set(id, toAppError(error).publicMessage);
    }
  }
  return lines.flatMap(({ line, asked }) => {
    const message = faults.get(asked.model);
    return message ? [{ line, message }] : [];
  });
}
