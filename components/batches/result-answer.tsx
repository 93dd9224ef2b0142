import type { BatchResultView } from "@/lib/batch-schemas";

type Citation = NonNullable<BatchResultView["answer"]>["citations"][number];

/** An answer with its sources below, or why there is none. */
export function ResultAnswer({ result: { status, answer, error } }: { result: BatchResultView }) {
  if (!answer)
    return (
      <p className="mt-1 text-[13px] break-words text-muted-foreground">
        {error?.message ?? (status === "cancelled" ? "Cancelled before it was answered." : "No answer.")}
      </p>
    );
  return (
    <>
      <p dir="auto" className="mt-1 break-words whitespace-pre-wrap">
        {answer.content}
      </p>
      {answer.notices.map(({ text }) => (
        <p key={text} className="mt-1 text-[13px] break-words text-muted-foreground">
          {text}
        </p>
      ))}
      {answer.citations.length > 0 ? <Sources citations={answer.citations} /> : null}
    </>
  );
}

/** Each cited place once, with the words that were cited. */
function Sources({ citations }: { citations: Citation[] }) {
  const once = [...new Map(citations.map((citation) => [placeOf(citation), citation])).values()];
  return (
    <details className="mt-1.5 text-[13px] text-muted-foreground">
      <summary className="cursor-pointer rounded-sm">
        {once.length === 1 ? "1 source" : `${once.length} sources`}
      </summary>
      <ul className="mt-1.5 grid gap-1.5">
        {once.map((citation) => (
          <li key={placeOf(citation)} className="border-l-2 pl-2.5 break-words">
            <span className="font-medium text-foreground">
              [{citation.index}] <bdi>{citation.title}</bdi>
              {citation.page === null ? "" : `, page ${citation.page}`}
            </span>
            <q dir="auto" className="line-clamp-3 block">
              {citation.quote}
            </q>
          </li>
        ))}
      </ul>
    </details>
  );
}

const placeOf = ({ index, start, end }: Citation) => `${index} ${start} ${end}`;
