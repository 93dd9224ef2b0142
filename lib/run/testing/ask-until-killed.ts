/**
 * A process for tests: asks as many questions at once as it's told, of a model that never ends, and sends `held` when it has been
 * refused the rest. Somebody kills it then. `node ask-until-killed.ts '<principal>' <questions> <admitted>`
 */
import { makeTurn, unreadStream } from "../../../db/testing/make-turn.ts";
import { answerQuestion } from "../../answer-question.ts";
import { paidModels } from "../../models/testing/paid-models.ts";
import type { Principal } from "../../turn.ts";

const [principal = "", questions = "0", admitted = "0"] = process.argv.slice(2);
const who = JSON.parse(principal) as Principal;
let waiting = 0;
let refused = 0;

const report = () => {
  if (waiting === Number(admitted) && refused === Number(questions) - Number(admitted))
    process.send?.("held");
};
const models = paidModels("", () => {
  waiting++;
  report();
  return new Promise(() => {});
});
for (let i = 0; i < Number(questions); i++)
  answerQuestion(
    makeTurn(who, "How much may a hotel cost?", { isRegenerated: true }),
    unreadStream,
    models,
  ).catch(() => {
    refused++;
    report();
  });
setInterval(() => {}, 60_000);
