import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join as joinPath } from "node:path";
import { expect } from "@playwright/test";
import { installation } from "../installation.ts";
import { askInApp } from "./ask-in-app.ts";
import type { Api } from "./connect-api.ts";
import { fixtureFile } from "./fixture-file.ts";
import { join, type Person } from "./people.ts";
import { prepareBatch } from "./prepare-batch.ts";
import { prepareEvaluation } from "./prepare-evaluation.ts";
import { prepareLongTalk } from "./prepare-long-talk.ts";
import { prepareSource } from "./prepare-source.ts";
import { scriptProvider } from "./script-provider.ts";
import { unique } from "./unique.ts";

/** What the screens show: a person with a history, and where to find each thing. */
export interface Prepared {
  person: Pick<Person, "name" | "state">;
  collection: string;
  collectionId: string;
  /** An answer of several sentences, from a text and a PDF, all supported. */
  answerPath: string;
  /** An answer with a sentence that its source doesn't support. */
  doubtPath: string;
  /** An answer that cites a document of which there is a newer version. */
  outdatedPath: string;
  /** The collection with that document. */
  replacedId: string;
  emptyCollectionId: string;
  invitationPath: string;
  /** A collection's sources. */
  sourcesPath: string;
  /** A set of questions with its last run. */
  evaluationPath: string;
  /** A conversation so long that its first turns are summed up. */
  longTalkPath: string;
  /** A batch that has been answered. */
  batchPath: string;
}

const sentences = [
  "Trains are the first choice for journeys of less than five hours",
  "The daily meal allowance is 42 euros in Germany and 58 euros in Switzerland",
  "The assembly point is the car park beside building C",
];

/** Where the workers find what one of them has prepared for all. */
const path = joinPath(installation.dataDir, "prepared-screens.json");

/** What `prepareScreens` has left. */
export async function readPrepared(): Promise<Prepared> {
  return JSON.parse(await readFile(path, "utf8"));
}

/** Fills the installation with what somebody's first week would leave behind. The person may see and change everything. */
export async function prepareScreens(api: Api, admin: Person): Promise<void> {
  await writeFile(path, JSON.stringify(await prepare(api, admin)));
}

async function prepare(api: Api, admin: Person): Promise<Prepared> {
  const collection = unique("Company handbook");
  const names = [
    "travel-policy.md",
    "leave-rules.txt",
    "employment-handbook.docx",
    "safety-instructions.pdf",
  ];
  const documents = await api.add(collection, ...(await Promise.all(names.map(fixtureFile))));
  const collectionId = documents[0]?.collectionId ?? "";
  await api.refusalOf(await fixtureFile("encrypted.pdf"), collection);
  await api.add(unique("Offices"), await fixtureFile("lisbon-office.html"));

  const person = await join(admin, "admin", "Robin Hale");
  await join(admin, "member"); // for whom admins decide what may be read
  const data = { email: `${unique("guest").replace(" ", ".")}@example.com`, role: "member" };
  const invitation = (await (await person.request.post("/api/invitations", { data })).json()) as {
    path: string;
  };
  const key = { name: "Nightly import", scopes: ["documents:write"], expiresInDays: 90 };
  await person.request.post("/api/api-keys", { data: key });

  const ask = async (question: string, answer?: string) => {
    if (answer) await scriptProvider({ match: { path: "/v1/chat/completions", contains: question }, answer });
    const { conversationId } = await askInApp(person.request, question, [collectionId], randomUUID());
    return `/c/${conversationId}`;
  };
  await ask("How many days of paid leave do employees get?");
  const doubtful = "How long is the notice period of an engineer?";
  const doubtPath = await ask(
    doubtful,
    `The notice period depends on the role [${await markOf(api, collection, doubtful, "depends on the role")}]. ` +
      `For an engineer it is 12 weeks [${await markOf(api, collection, doubtful, "depends on the role")}].`,
  );
  const question = "What should I know before my first trip to the Zurich office?";
  const [trains = "", meals = "", assembly = ""] = sentences;
  const mark = (sentence: string) => markOf(api, collection, question, sentence);
  const answerPath = await ask(
    question,
    `${trains} [${await mark(trains)}]. ${meals} [${await mark(meals)}].\n\n` +
      `If an alarm sounds while you are there:\n\n- ${assembly} [${await mark(assembly)}].\n` +
      `- Lifts are not used during an evacuation [${await mark(assembly)}].`,
  );
  const { outdatedPath, replacedId } = await askAndReplace(api, person);
  const empty = await api.sendJson("POST", "/api/v1/collections", { name: unique("Archive") });
  const { id: emptyCollectionId } = (await empty.json()) as { id: string };
  const batchPath = await prepareBatch(person, [
    "How many days of paid leave do employees get?",
    "What is the daily meal allowance in Switzerland?",
    "Who won the chess championship?",
  ]);
  return {
    person: { name: person.name, state: person.state },
    batchPath,
    collection,
    collectionId,
    answerPath,
    doubtPath,
    outdatedPath,
    replacedId,
    emptyCollectionId,
    invitationPath: invitation.path,
    sourcesPath: await prepareSource(person),
    evaluationPath: await prepareEvaluation(person, documents),
    longTalkPath: await rememberAndTalk(person, collectionId),
  };
}

/** What is remembered of the person, something that might be, and a conversation that is summed up. */
async function rememberAndTalk({ request }: Person, collectionId: string): Promise<string> {
  await request.patch("/api/memories", { data: { remembers: true } });
  for (const text of ["I look after new colleagues in the Zurich office.", "I want amounts in Swiss francs."])
    await request.post("/api/memories", { data: { text } });
  await askInApp(request, "I travel to Lisbon twice a year.", [collectionId], randomUUID());
  const proposed = async () => await (await request.get("/api/memories")).text();
  await expect.poll(proposed).toContain("Lisbon");
  const topics = ["trains and night trains", "hotels", "claims"];
  return (await prepareLongTalk(request, collectionId, topics)).path;
}

/** A conversation whose answer cites a document that has been replaced since. */
async function askAndReplace(
  api: Api,
  person: Person,
): Promise<Pick<Prepared, "outdatedPath" | "replacedId">> {
  const collection = unique("Parking");
  const parking = { name: "parking-rules.txt", content: "Guests park in lot A, beside the canteen." };
  const [document] = await api.add(collection, parking);
  const { id = "", collectionId = "" } = document ?? {};
  const { conversationId } = await askInApp(
    person.request,
    `Where do guests of ${collection} park?`,
    [collectionId],
    randomUUID(),
  );
  const newer = { ...parking, content: "Guests park in lot B, behind the hall." };
  const sent = (await (await api.upload(newer, collection, { replaces: id })).json()) as { id: string };
  await api.settled(sent.id);
  return { outdatedPath: `/c/${conversationId}`, replacedId: collectionId };
}

/** The number under which a model sees the chunk that holds these words. */
async function markOf(api: Api, collection: string, query: string, words: string): Promise<number> {
  const { results, trace } = await api.search({ query, collections: [collection], topK: 50, explain: true });
  const chunk = results.find(({ text }) => text.replaceAll(/\s+/g, " ").includes(words));
  return trace?.candidates.find(({ chunkId }) => chunkId === chunk?.chunkId)?.n ?? 0;
}
