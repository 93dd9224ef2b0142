import { Button } from "@/components/ui/button";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { formatCost, formatPlural } from "./format-figures";
import { TimeAgo } from "./time-ago";

export interface CacheEntryView {
  key: string;
  question: string;
  text: string;
  modelId: string;
  costMicroUsd: number;
  hits: number;
  createdAt: string;
}

/** Cached answers with what they were given to, and what giving them again saved. */
export function CacheTable({
  entries,
  onForget,
}: {
  entries: CacheEntryView[];
  onForget: (entry: CacheEntryView) => void;
}) {
  return (
    <Table label="Cached answers">
      <TableHeader>
        <tr>
          <TableHead>Question and answer</TableHead>
          <TableHead className="max-md:hidden">Given again</TableHead>
          <TableHead className="max-md:hidden">Saved</TableHead>
          <TableHead className="max-lg:hidden">Model</TableHead>
          <TableHead className="max-md:hidden">Answered</TableHead>
          <TableHead>
            <span className="sr-only">Forget</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {entries.map((entry) => (
          <CacheLine key={entry.key} entry={entry} onForget={() => onForget(entry)} />
        ))}
      </TableBody>
    </Table>
  );
}

function CacheLine({ entry, onForget }: { entry: CacheEntryView; onForget: () => void }) {
  const { question, text, modelId, hits, costMicroUsd, createdAt } = entry;
  const saved = formatCost(hits * costMicroUsd);
  return (
    <TableRow>
      <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left font-normal">
        <span dir="auto" className="line-clamp-2 font-medium break-words">
          {question}
        </span>
        <span dir="auto" className="mt-0.5 line-clamp-2 text-[13px] break-words text-muted-foreground">
          {text}
        </span>
        <span className="mt-1 block text-[13px] text-muted-foreground md:hidden">
          {hits === 0 ? "Not given again yet" : `Given again ${formatPlural(hits, "time")}, saved ${saved}`},{" "}
          <TimeAgo at={createdAt} />
        </span>
      </th>
      <TableCell className="whitespace-nowrap tabular-nums max-md:hidden">
        {hits === 0 ? "Not yet" : formatPlural(hits, "time")}
      </TableCell>
      <TableCell className="whitespace-nowrap tabular-nums max-md:hidden">
        {hits === 0 ? "–" : saved}
      </TableCell>
      <TableCell className="max-w-64 truncate text-muted-foreground max-lg:hidden" title={modelId}>
        {modelId}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground max-md:hidden">
        <TimeAgo at={createdAt} />
      </TableCell>
      <TableCell className="w-px text-right">
        <Button
          variant="outline"
          size="sm"
          aria-label={`Forget the answer to “${question}”`}
          onClick={onForget}
        >
          Forget
        </Button>
      </TableCell>
    </TableRow>
  );
}
