import { afterAll, beforeAll, expect, test } from "vitest";
import { requestAs } from "@/app/api/testing/request-as";
import { asSystem } from "@/db/client";
import {
  type EvaluationRun,
  endEvaluationRun,
  reportEvaluationRun,
  startEvaluationRun,
} from "@/db/evaluation-runs";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { removeDocument } from "@/ingestion/delete-documents";
import { closeQueue } from "@/ingestion/queue";
import { ingestText } from "@/ingestion/testing/ingest-text";
import { setQuestionsMax } from "@/lib/evaluation-set";
import type { Principal } from "@/lib/turn";
import { PATCH as changeQuestion, DELETE as deleteQuestion } from "../evaluation-questions/[id]/route";
import { GET as exportSet } from "./[id]/export/route";
import { POST as addQuestion } from "./[id]/questions/route";
import { DELETE as deleteSet, GET as findSet, PATCH as renameSet } from "./[id]/route";
import { GET as listRuns, POST as runSet } from "./[id]/runs/route";
import { POST as importSet } from "./import/route";
import { POST as createSet, GET as listSets } from "./route";

let tenant: TestTenant;
let admin: Principal;
let hotel: string;
let travel: string;
beforeAll(async () => {
  tenant = await createTestTenant();
  ({ admin } = tenant);
  hotel = await ingestText(admin, { fileName: "hotel.md", text: "The hotel rate in Lisbon is 140 euros." });
  travel = await ingestText(admin, { fileName: "travel.md", text: "Trains are booked by the travel desk." });
});
afterAll(() => closeQueue(1000));

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

async function call(handler: Handler, id = "", body?: unknown) {
  const method = body === undefined ? "GET" : "POST";
  const request = await requestAs(admin, "/api/evaluation-sets", { method, body });
  const response = await handler(request, { params: Promise.resolve({ id }) });
  const text = await response.text();
  return { status: response.status, json: text ? JSON.parse(text) : undefined };
}

/** Runs go on in the background: resolves with this one once it isn't under way any more. */
async function runToItsEnd(setId: string): Promise<EvaluationRun> {
  const { status, json } = await call(runSet, setId, {});
  expect(status).toBe(202);
  const latest = async (): Promise<EvaluationRun> => (await call(listRuns, setId)).json.runs[0];
  await expect.poll(async () => (await latest()).state, { timeout: 10_000 }).not.toBe("running");
  expect((await latest()).id).toBe(json.id);
  return latest();
}

const newSet = async (name = "Travel") => (await call(createSet, "", { name })).json.id as string;

test("a set is made, renamed, filled, changed and deleted", async () => {
  const id = await newSet();
  await call(renameSet, id, { name: "Journeys" });
  const question = { question: "What does a hotel cost?", answer: "140 euros.", documentIds: [hotel] };
  const added = await call(addQuestion, id, question);
  expect(added.status).toBe(201);
  expect(
    (await call(addQuestion, id, { ...question, question: "what does a hotel COST?" })).json.error.code,
  ).toBe("conflict");
  await call(changeQuestion, added.json.id, { answer: "", documentIds: [travel, hotel] });
  expect((await call(findSet, id)).json).toMatchObject({
    name: "Journeys",
    questionCount: 1,
    questions: [{ question: question.question, answer: null, documents: [{ id: hotel }, { id: travel }] }],
  });
  await call(deleteQuestion, added.json.id);
  expect((await call(findSet, id)).json.questions).toEqual([]);
  await call(deleteSet, id);
  expect((await call(findSet, id)).status).toBe(404);
  expect((await call(listSets)).json.sets.map((set: { id: string }) => set.id)).not.toContain(id);
});

test("a document that isn't there can't be named", async () => {
  const id = await newSet();
  const lost = await call(addQuestion, id, { question: "x", documentIds: [crypto.randomUUID()] });
  expect(lost.json.error.code).toBe("document_not_found");
});

test("what is exported is what comes in again, and documents that aren't here are named", async () => {
  const id = await newSet("Round trip");
  await call(addQuestion, id, {
    question: "What does a hotel cost?",
    answer: "140 euros.",
    documentIds: [hotel],
  });
  await call(addQuestion, id, { question: "Who is the king?", isAnswerable: false });
  const file = (await call(exportSet, id)).json;
  expect(file).toEqual({
    name: "Round trip",
    questions: [
      {
        question: "What does a hotel cost?",
        answer: "140 euros.",
        isAnswerable: true,
        documents: ["hotel.md"],
      },
      { question: "Who is the king?", answer: null, isAnswerable: false, documents: [] },
    ],
  });
  file.questions[0].documents.push("lost.pdf");
  const imported = await call(importSet, "", file);
  expect(imported.json).toMatchObject({ questionCount: 2, unknownDocuments: ["lost.pdf"] });
  const again = (await call(exportSet, imported.json.id)).json;
  expect(again.questions[0].documents).toEqual(["hotel.md"]);
});

test.each([
  [{ questions: [{ question: "x" }] }, /^name/],
  [{ name: "x", questions: [] }, /no questions/],
  [{ name: "x", questions: [{ question: "x" }, { question: 7 }] }, /^questions\.1\.question/],
  [
    { name: "x", questions: Array.from({ length: setQuestionsMax + 1 }, () => ({ question: "x" })) },
    /questions at most/,
  ],
])("an import says what is wrong with the file", async (file, message) => {
  const { status, json } = await call(importSet, "", file);
  expect(status).toBe(400);
  expect(json.error.message).toMatch(message);
});

test("a run tells at which rank each question's documents are found, and is kept", async () => {
  const id = await newSet("Measured");
  const add = async (body: unknown) => (await call(addQuestion, id, body)).json.id as string;
  const found = await add({ question: "What is the hotel rate in Lisbon?", documentIds: [hotel] });
  await add({ question: "Who is the king?", isAnswerable: false });
  const run = await runToItsEnd(id);
  expect(run).toMatchObject({
    state: "done",
    questions: 1,
    measured: 1,
    report: {
      metrics: { hitAt1: 1, hitAt5: 1, recallAt10: 1, mrrAt10: 1, ndcgAt10: 1 },
      questions: [{ questionId: found, rank: 1, ndcgAt10: 1 }],
      unmeasured: 1,
    },
  });
  const [listed] = (await call(listSets)).json.sets.filter((set: { id: string }) => set.id === id);
  expect(listed.lastRun).toMatchObject({ questions: 1, metrics: { hitAt1: 1 } });
});

test("how far a run is can be seen, and a set has one at a time", async () => {
  const id = await newSet("Under way");
  const { id: runId } = await startEvaluationRun(admin, id, 20);
  await reportEvaluationRun(admin, runId, 8);
  const list = async () => (await call(listRuns, id)).json.runs;
  expect(await list()).toMatchObject([{ state: "running", questions: 20, measured: 8, report: null }]);
  expect((await call(runSet, id, {})).json.error.code).toBe("conflict");
  const listed = async () => (await call(listSets)).json.sets.find((set: { id: string }) => set.id === id);
  expect((await listed()).lastRun).toBeNull();

  await endEvaluationRun(admin, runId, null);
  expect(await list()).toMatchObject([{ state: "died", questions: 20, measured: 8, report: null }]);
  expect((await runToItsEnd(id)).state).toBe("done");
});

test("a run without a sign of life counts as dead", async () => {
  const id = await newSet("Silent");
  const { id: runId } = await startEvaluationRun(admin, id, 20);
  await asSystem((tx) =>
    tx.$client.query("UPDATE evaluation_runs SET beat_at = now() - interval '1 minute' WHERE id = $1", [
      runId,
    ]),
  );
  expect((await call(listRuns, id)).json.runs).toMatchObject([{ state: "died" }]);
});

test("a new version of a document is looked for in the place of the one that was named", async () => {
  const id = await newSet("Versions");
  const first = await ingestText(admin, {
    fileName: "fee.md",
    text: "The bird sanctuary's fee is 3 euros.",
    sourceKey: "fee",
  });
  await call(addQuestion, id, { question: "What is the bird sanctuary's fee?", documentIds: [first] });
  const second = await ingestText(admin, {
    fileName: "fee.md",
    text: "The bird sanctuary's fee is 4 euros.",
    sourceKey: "fee",
  });
  expect((await runToItsEnd(id)).report?.metrics.hitAt1).toBe(1);
  expect((await call(findSet, id)).json.questions[0].documents).toMatchObject([{ id: second }]);
});

test("a document that is deleted takes the answers that stand in it along, in the same moment", async () => {
  const id = await newSet("Deletion");
  const gone = await ingestText(admin, { fileName: "secret.md", text: "The vault's word is heron." });
  const both = { answer: "It is heron.", documentIds: [gone, hotel] };
  await call(addQuestion, id, { question: "What is the vault's word?", origin: "rated", ...both });
  await call(addQuestion, id, {
    question: "And the hotel's rate?",
    answer: "140 euros.",
    documentIds: [hotel],
  });
  await removeDocument(admin, gone);
  expect((await call(findSet, id)).json.questions).toMatchObject([
    { question: "What is the vault's word?", answer: null, documents: [{ id: hotel }] },
    { question: "And the hotel's rate?", answer: "140 euros.", documents: [{ id: hotel }] },
  ]);
});
