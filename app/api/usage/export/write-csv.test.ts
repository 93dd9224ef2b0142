import { expect, test } from "vitest";
import { csvHeadings, csvLines } from "./write-csv";

const row = {
  day: "2026-03-02",
  modelId: "openai/gpt-5-mini",
  provider: "openai",
  feature: "answer",
  userName: "Ann",
  userEmail: "ann@example.org",
  collectionName: null,
  calls: 2,
  failedCalls: 0,
  inputTokens: 100,
  cachedInputTokens: 0,
  outputTokens: 10,
  costMicroUsd: 1_234_567,
};

test("each row is a line with as many cells as there are headings", () => {
  expect(csvLines([row])).toBe(
    "2026-03-02,openai/gpt-5-mini,openai,answer,Ann,ann@example.org,,2,0,100,0,10,1.234567\r\n",
  );
  expect(csvHeadings.split(",")).toHaveLength(13);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
  "a name that begins like a formula is none: %j",
  (name) => {
    expect(csvLines([{ ...row, userName: name }])).toContain(`'${name}`);
  },
);

test("quotes what has commas, quotes or line breaks", () => {
  expect(csvLines([{ ...row, userName: 'Hale, "Robin"\nx' }])).toContain('"Hale, ""Robin""\nx"');
});

// Where a semicolon divides cells, quotes within a line are none.
test.each([";", "\t", "\n", "\r\n", "; "])(
  "nor does what follows %j, which may begin another cell",
  (between) => {
    const [before, after] = ["Ann", "=1+1;"];
    const line = csvLines([{ ...row, userName: `${before}${between}${after}` }]);
    expect(line).not.toMatch(/[;\t\r\n]\s*=/);
    expect(line).toContain(after);
  },
);
