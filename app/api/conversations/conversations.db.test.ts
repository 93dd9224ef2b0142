import { afterAll, beforeAll, expect, it } from "vitest";
import { GET } from "@/app/api/conversations/route";
import { requestAs } from "@/app/api/testing/request-as";
import { closePool } from "@/db/client";
import { saveQuestion } from "@/db/messages";
import { createTestTenant } from "@/db/testing/create-test-tenant";
import { makeTurn } from "@/db/testing/make-turn";
import type { Principal } from "@/lib/turn";

let person: Principal;
const questions = 51;
beforeAll(async () => {
  person = (await createTestTenant()).member;
  for (let i = 0; i < questions; i++) await saveQuestion(makeTurn(person, `Question ${i}?`));
});
afterAll(closePool);

const list = async (cursor: string) =>
  GET(await requestAs(person, `/api/conversations?${new URLSearchParams({ cursor })}`));

it("goes on from where a page ended", async () => {
  const first = await (await GET(await requestAs(person, "/api/conversations"))).json();
  expect(first.conversations).toHaveLength(50);
  const next = await (await list(first.nextCursor)).json();
  expect(next.conversations).toMatchObject([{ title: "Question 0?" }]);
});

it.each([
  "x_y",
  "2026-99-99T00:00:00.000000Z_7f1f4d5c-0000-4000-8000-000000000000",
  "0000-01-01T00:00:00.000000Z_7f1f4d5c-0000-4000-8000-000000000000",
  "2026-11-22T00:00:00.000000Z_",
])("refuses what is no place in the list: %s", async (cursor) => {
  const response = await list(cursor);
  expect(response.status).toBe(400);
  expect((await response.json()).error.code).toBe("invalid_request");
});
