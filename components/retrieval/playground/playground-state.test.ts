import { expect, test } from "vitest";
import { type PlaygroundState, readPlayground, writePlayground } from "./playground-state";

const id = "0198f000-0000-7000-8000-000000000000";

test("an address gives back what it was made of", () => {
  const state: PlaygroundState = {
    question: "Wo ist “das” & warum?",
    collectionIds: [id],
    columns: ["bm25", "hybrid"],
    filters: [
      { field: "kind", label: "PDF", filters: { kinds: ["pdf"] }, origin: "request" },
      { field: "date", label: "since May", filters: { datedFrom: "2024-05-01" }, origin: "request" },
    ],
    whyNot: id,
  };
  expect(readPlayground(new URLSearchParams(writePlayground(state)))).toEqual(state);
});

test("what isn't valid in an address is left out", () => {
  const query = new URLSearchParams(
    'in=x&by=psychic&by=bm25&by=vector&by=hybrid&by=reranked&filters=[{"field":"kind","label":"No","filters":{"kinds":["no"]}}]&why=x',
  );
  expect(readPlayground(query)).toEqual({
    question: "",
    collectionIds: [],
    columns: ["bm25", "vector", "hybrid"],
    filters: null,
    whyNot: null,
  });
  expect(readPlayground(new URLSearchParams("filters=%7B")).filters).toBeNull();
});

test("no filter at all is another thing than those understood from the question", () => {
  const state: PlaygroundState = { ...readPlayground(new URLSearchParams()), filters: [] };
  expect(readPlayground(new URLSearchParams(writePlayground(state))).filters).toEqual([]);
});
