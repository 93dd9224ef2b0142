import { CircleCheck, CircleHelp } from "lucide-react";
import { formatCount, formatPlural } from "@/components/admin/format-figures";
import { Badge } from "@/components/ui/badge";
import type { SearchMode } from "@/lib/search";
import type { ExplanationView } from "./trace-view";

/** Why a document was found or wasn't: a sentence, and the figures behind it of the searches that were made. */
export function Explanation({ explanation, mode }: { explanation: ExplanationView; mode: SearchMode }) {
  const { reason, text, words, bm25, vector, chunkCount } = explanation;
  const Icon = reason === "in_evidence" ? CircleCheck : CircleHelp;
  return (
    <div role="status" className="grid gap-2.5 rounded-lg border bg-muted px-3.5 py-3 text-sm">
      <p className="flex items-start gap-2.5 leading-relaxed">
        <Icon aria-hidden className="mt-0.75 size-4 shrink-0 text-muted-foreground" />
        <span className="min-w-0">{text}</span>
      </p>
      {chunkCount > 0 && (
        <div className="grid gap-1.5 pl-6.5 text-[13px] text-muted-foreground">
          <dl className="flex flex-wrap gap-x-4 gap-y-1 tabular-nums">
            {mode !== "vector" && <Figure name="Rank by words" value={bm25?.rank ?? null} />}
            {mode !== "bm25" && <Figure name="Rank by meaning" value={vector?.rank ?? null} />}
            <Figure name="Chunks" value={chunkCount} />
          </dl>
          {words.length > 0 && <Words words={words} />}
        </div>
      )}
    </div>
  );
}

function Figure({ name, value }: { name: string; value: number | null }) {
  return (
    <div className="flex gap-1.5">
      <dt>{name}</dt>
      <dd className="font-medium text-foreground">{value === null ? "none" : formatCount(value)}</dd>
    </div>
  );
}

/** Which of the question's words stand in the document, and in how many of its chunks. */
function Words({ words }: { words: ExplanationView["words"] }) {
  return (
    <div className="grid gap-1">
      <p>The question's words in it</p>
      <ul className="flex flex-wrap gap-1">
        {words.map(({ word, chunks }) => (
          <li key={word}>
            <Badge variant={chunks > 0 ? "accent" : "outline"}>
              <span className={chunks > 0 ? undefined : "line-through"}>{word}</span>
              <span className="font-normal tabular-nums">
                {chunks > 0 ? formatPlural(chunks, "chunk") : "nowhere"}
              </span>
            </Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}
