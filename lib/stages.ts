/** What a turn is timed by, in the order in which it begins, as people read it. Searches run side by side. Client-safe. */
export const stageNames = {
  admit: "Read policy and scope",
  reserve: "Reserve the budget",
  save: "Save the question",
  guard: "Guard",
  condense: "Rephrase the question",
  cache: "Look into the cache",
  plan: "Plan the search",
  bm25: "Search by words",
  vector: "Search by meaning",
  load: "Load what was found",
  rerank: "Rerank",
  pack: "Choose what is read",
  write: "Write and check",
} as const;

export type Stage = keyof typeof stageNames;
