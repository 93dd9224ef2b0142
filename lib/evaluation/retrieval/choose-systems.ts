import type { SearchMode } from "../../search.ts";
import type { Rerank, System } from "./evaluate-retrieval.ts";

/**
 * The rows that `--mode` and `--rerank` ask for: one mode or `all`, as it is, reranked, or where nothing is said both. Null for words
 * that mean nothing.
 */
export function chooseSystems({
  mode = "all",
  rerank,
  hasReference = false,
  hasTiers = false,
}: {
  mode?: string;
  rerank?: string;
  hasReference?: boolean;
  hasTiers?: boolean;
}): System[] | null {
  const modes = (["bm25", "vector", "hybrid"] as const satisfies SearchMode[]).filter(
    (each) => mode === "all" || mode === each,
  );
  const isReference = mode === "reference";
  const isUnderstood = modes.length > 0 || isReference;
  const rerankings = rerankingsOf(rerank);
  if (!isUnderstood || !rerankings) return null;
  const pipelines = modes.flatMap((each) =>
    rerankings.map((by): System => {
      const name = by === "none" ? each : by === "model" ? `${each} + model` : `${each} + rerank`;
      return { name, kind: "pipeline", mode: each, rerank: by };
    }),
  );
  const tiers = (["pg_textsearch", "sql"] as const).map(
    (tier): System => ({ name: `bm25 by ${tier}`, kind: "tier", tier }),
  );
  return [
    ...(hasReference || isReference ? [{ name: "reference BM25", kind: "reference" } as const] : []),
    ...pipelines,
    ...(hasTiers ? tiers : []),
  ];
}

function rerankingsOf(given: string | undefined): Rerank[] | null {
  if (given === undefined) return ["none", "configured"];
  const chosen = (["none", "features", "model"] as const).find((each) => each === given);
  return chosen ? [chosen] : null;
}
