import { expect, test } from "vitest";
import { withTenant } from "../client.ts";
import { createTestTenant } from "./create-test-tenant.ts";
import { countRoundTrips, recordStatements, replayStatement } from "./record-statements.ts";

const at = (startedAt: number, endedAt: number) => ({ startedAt, endedAt });

test("statements side by side are one round trip", () => {
  expect(countRoundTrips([at(0, 4), at(1, 9)])).toBe(1);
});

test("statements that wait for each other are one each", () => {
  expect(countRoundTrips([at(0, 2), at(3, 5), at(3, 9), at(10, 11)])).toBe(3);
  expect(countRoundTrips([])).toBe(0);
});

test("records what was sent with its values and settings, and asks it again", async () => {
  const { member } = await createTestTenant();
  const { result, statements } = await recordStatements(() =>
    withTenant(member, (tx) => tx.$client.query("SELECT $1::int + 1 AS sum", [41]), {
      enable_seqscan: "off",
    }),
  );
  expect(result.rows).toEqual([{ sum: 42 }]);
  expect(statements).toMatchObject([
    {
      text: "SELECT $1::int + 1 AS sum",
      values: ["41"], // as they go to the server
      settings: expect.stringContaining("enable_seqscan = 'off'"),
    },
  ]);
  expect(statements[0]?.settings).not.toMatch(/LOCAL role/);
  const replayed = await replayStatement(statements[0] as (typeof statements)[0]);
  expect(replayed.rows).toEqual([{ sum: 42 }]);
});

test("records nothing of what comes afterwards", async () => {
  const { member } = await createTestTenant();
  const { statements } = await recordStatements(async () => {});
  await withTenant(member, (tx) => tx.$client.query("SELECT 1"));
  expect(statements).toEqual([]);
});
