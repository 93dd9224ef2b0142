import { z } from "zod";
import { type AppliedFilter, searchFiltersSchema } from "@/lib/search";
import { columnsMax, type SearchWayId, searchWayIds } from "./search-ways";

/** What the playground shows; all of it stands in its address. */
export interface PlaygroundState {
  question: string;
  /** Empty: all that the person may read. */
  collectionIds: string[];
  columns: SearchWayId[];
  /** Null: those that are understood from the question. */
  filters: AppliedFilter[] | null;
  /** The document that is asked about. */
  whyNot: string | null;
}

const defaultColumns: SearchWayId[] = ["bm25", "vector", "reranked"];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The state in an address's query. What isn't valid in it is left out. */
export function readPlayground(query: URLSearchParams): PlaygroundState {
  const columns = searchWayIds.filter((id) => query.getAll("by").includes(id)).slice(0, columnsMax);
  const whyNot = query.get("why") ?? "";
  return {
    question: query.get("q") ?? "",
    collectionIds: query.getAll("in").filter((id) => uuid.test(id)),
    columns: columns.length > 0 ? columns : defaultColumns,
    filters: readFilters(query.get("filters")),
    whyNot: uuid.test(whyNot) ? whyNot : null,
  };
}

const filtersSchema = z.array(
  z.object({
    field: z.enum(["document", "kind", "language", "author", "tag", "date"]),
    label: z.string().max(300),
    filters: searchFiltersSchema,
    origin: z.literal("request").default("request"),
  }),
);

function readFilters(json: string | null): AppliedFilter[] | null {
  if (json === null) return null;
  try {
    return filtersSchema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

/** The query by which `readPlayground` gives the state again. */
export function writePlayground({
  question,
  collectionIds,
  columns,
  filters,
  whyNot,
}: PlaygroundState): string {
  const query = new URLSearchParams();
  if (question) query.set("q", question);
  for (const id of collectionIds) query.append("in", id);
  for (const id of columns) query.append("by", id);
  if (filters) query.set("filters", JSON.stringify(filters.map(({ origin: _, ...filter }) => filter)));
  if (whyNot) query.set("why", whyNot);
  return query.toString();
}
