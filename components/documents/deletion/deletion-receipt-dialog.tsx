"use client";

import { Check, TriangleAlert } from "lucide-react";
import { formatCount, formatMoment, formatPlural } from "@/components/admin/format-figures";
import { CopyButton } from "@/components/chat/copy-button";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import type { DeletionReceipt } from "@/lib/document";
import { deletionStores, isClean, sumReceipts } from "./sum-receipts";

/** What came of deleting some documents. */
export interface DeletionOutcome {
  /** Of the first of them. */
  title: string;
  receipts: DeletionReceipt[];
  failedCount: number;
  /** Why the first of those failed, in the server's words. */
  failure: string | null;
}

/** Shows what a deletion took away and that nothing of it is left anywhere; several are added up. */
export function DeletionReceiptDialog({
  outcome,
  onClose,
}: {
  /** Null closes the dialog. */
  outcome: DeletionOutcome | null;
  onClose: () => void;
}) {
  return (
    <Dialog open={outcome !== null} onOpenChange={(open) => open || onClose()}>
      <DialogContent>{outcome ? <ReceiptBody outcome={outcome} onClose={onClose} /> : null}</DialogContent>
    </Dialog>
  );
}

function ReceiptBody({ outcome, onClose }: { outcome: DeletionOutcome; onClose: () => void }) {
  const { title, receipts, failedCount, failure } = outcome;
  const { removed, remaining } = sumReceipts(receipts);
  const [first] = receipts;
  const json = () => JSON.stringify(receipts.length === 1 ? first : receipts, null, 2);
  return (
    <>
      <DialogHeader>
        <DialogTitle className="break-words">
          {receipts.length === 1 ? (
            <>
              <bdi>{title}</bdi> is deleted
            </>
          ) : (
            `${formatPlural(receipts.length, "document")} deleted`
          )}
        </DialogTitle>
        <DialogDescription>
          {isClean(remaining)
            ? "Every store was asked again afterwards. Nothing is left in any of them."
            : "Something is left: see below, and delete again."}
          {first ? ` ${formatMoment(first.deletedAt)}.` : null}
        </DialogDescription>
      </DialogHeader>
      {failedCount > 0 ? (
        <Alert variant="destructive">
          {formatPlural(failedCount, "document")} couldn't be deleted. {failure}
        </Alert>
      ) : null}
      <table className="w-full text-sm tabular-nums">
        <caption className="sr-only">What was removed, and what is left</caption>
        <thead>
          <tr className="border-b text-xs text-muted-foreground">
            <th scope="col" className="py-1.5 text-left font-medium">
              Store
            </th>
            <th scope="col" className="py-1.5 pl-4 text-right font-medium">
              Removed
            </th>
            <th scope="col" className="py-1.5 pl-4 text-right font-medium">
              Left
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {deletionStores.map(([store, name]) => (
            <tr key={store}>
              <th scope="row" className="py-1.5 text-left font-normal">
                {name}
              </th>
              <td className="py-1.5 pl-4 text-right">{formatCount(removed[store])}</td>
              <td className="py-1.5 pl-4 text-right">
                <Remaining count={remaining[store]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <DialogFooter className="items-center">
        <span className="flex items-center gap-1 text-[13px] text-muted-foreground sm:mr-auto">
          <CopyButton text={json} label="Copy the receipt as JSON" />
          Copy as JSON
        </span>
        <Button className="max-sm:w-full" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}

function Remaining({ count }: { count: number }) {
  const Icon = count === 0 ? Check : TriangleAlert;
  return (
    <span className={`inline-flex items-center gap-1.5 ${count === 0 ? "text-success" : "text-destructive"}`}>
      <Icon aria-hidden className="size-3.5" />
      {formatCount(count)}
    </span>
  );
}
