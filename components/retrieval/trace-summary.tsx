import type { ReactNode } from "react";
import { FilterChips } from "@/components/chat/filter-chips";
import type { RetrievalTrace, SearchMode } from "@/lib/search";
import { diffWords } from "./diff-words";
import { StageBars } from "./stage-bars";

export const modeWords: Record<SearchMode, string> = {
  hybrid: "By words and by meaning",
  bm25: "By words alone",
  vector: "By meaning alone",
};

/** What was searched for, where, by which means, and how long it took. */
export function TraceSummary({
  question,
  trace,
  collections,
}: {
  /** As it was asked. */
  question: string;
  trace: RetrievalTrace;
  collections: { id: string; name: string }[];
}) {
  const { queries, corrections, filters, mode, reranker, timingsMs } = trace;
  const parts = queries.slice(1);
  const asked = filters.filter(({ origin }) => origin === "request");
  const understood = filters.filter(({ origin }) => origin === "question");
  const gone = trace.collectionIds.length - collections.length;
  const names = collections.map(({ name }) => name);
  if (gone > 0) names.push(gone === 1 ? "one that is gone" : `${gone} that are gone`);
  return (
    <div className="grid gap-x-10 gap-y-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <dl className="grid content-start gap-3 text-sm">
        <Line name="Searched for">
          <SearchedFor question={question} trace={trace} />
        </Line>
        {parts.length > 0 && (
          <Line name="In parts">
            <ul className="grid gap-0.5">
              {parts.map(({ text }) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </Line>
        )}
        {corrections.length > 0 && (
          <Line name="Spelling">
            <ul className="grid gap-0.5">
              {corrections.map(({ from, to }) => (
                <li key={from}>
                  Searched for <b className="font-semibold">{to}</b> instead of{" "}
                  <b className="font-semibold">{from}</b>
                </li>
              ))}
            </ul>
          </Line>
        )}
        {asked.length > 0 && (
          <Line name="Narrowed to">
            <FilterChips label="Filters" filters={asked} />
          </Line>
        )}
        {understood.length > 0 && (
          <Line name="Understood">
            <FilterChips label="Filters understood from the question" filters={understood} />
          </Line>
        )}
        <Line name="Searched in">{names.join(", ") || "No collection"}</Line>
        <Line name="Means">
          {modeWords[mode]}, {reranker ? `then ordered by ${reranker}` : "in the order of the search"}
        </Line>
      </dl>
      <section aria-label="Time by stage" className="grid content-start gap-2.5">
        <h3 className="text-xs font-medium text-muted-foreground">Time</h3>
        <StageBars timingsMs={timingsMs} />
      </section>
    </div>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[6.5rem_minmax(0,1fr)]">
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

/** The standalone question, with what was changed of the one that was asked. */
function SearchedFor({ question, trace }: { question: string; trace: RetrievalTrace }) {
  const { standaloneQuestion } = trace;
  if (standaloneQuestion === "")
    return (
      <span className="text-muted-foreground">Not known any more: a document it spoke of was deleted.</span>
    );
  const changes = diffWords(question, standaloneQuestion);
  if (changes.every(({ change }) => change === "same"))
    return (
      <>
        {standaloneQuestion} <span className="text-muted-foreground">(as it was asked)</span>
      </>
    );
  return (
    <span>
      {changes.map(({ text, change }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was changed stays as it is
        <Change key={i} text={text} change={change} />
      ))}
    </span>
  );
}

function Change({ text, change }: { text: string; change: "same" | "added" | "removed" }) {
  if (change === "same") return `${text} `;
  return (
    <>
      {change === "added" ? (
        <ins className="rounded-xs bg-accent px-0.5 text-accent-foreground no-underline">{text}</ins>
      ) : (
        <del className="text-muted-foreground">{text}</del>
      )}{" "}
    </>
  );
}
