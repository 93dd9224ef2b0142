import { FileWarning } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { type SuspiciousDocumentRow, whereIn } from "./guard-view";

/** Documents in which something reads like instructions to a model. */
export function GuardDocuments({ documents }: { documents: SuspiciousDocumentRow[] }) {
  if (documents.length === 0)
    return (
      <EmptyState
        icon={FileWarning}
        title="Nothing suspicious"
        description="When a document is read, each part of it is checked for instructions to a model. Those that hold some are listed here."
      />
    );
  return (
    <div className="grid grid-cols-1 gap-3">
      <p className="max-w-2xl text-sm leading-relaxed text-muted-foreground">
        These read like instructions to a model somewhere. Models are told not to follow them. Check where
        they come from, and delete what you don't trust.
      </p>
      <Table label="Suspicious documents">
        <TableHeader>
          <tr>
            <TableHead>Document</TableHead>
            <TableHead>Where</TableHead>
            <TableHead className="text-right">Score</TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {documents.map(({ documentId, collectionId, title, score, ...found }) => (
            <TableRow key={documentId}>
              <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left font-normal">
                <Link
                  href={`/admin/collections/${collectionId}`}
                  className="block truncate font-medium underline-offset-4 hover:underline"
                  title={title}
                >
                  {title}
                </Link>
              </th>
              <TableCell className="whitespace-nowrap text-muted-foreground">{whereIn(found)}</TableCell>
              <TableCell className="text-right tabular-nums">{score.toFixed(2)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
