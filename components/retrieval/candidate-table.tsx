"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useMediaQuery } from "@/components/chat/use-media-query";
import { Badge } from "@/components/ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { TracedCandidate } from "@/lib/search";
import { cn } from "@/lib/utils";
import { CandidateDetails } from "./candidate-details";
import { describeOutcome, type FatedCandidate } from "./describe-outcome";
import { type ChunkView, missingChunk } from "./trace-view";

/** Enough to see the cut; the rest on request. */
const firstShown = 20;

/** What tells chunks of one document apart that have neither page nor heading; the rest is cut by the width. */
const excerptChars = 120;

interface Row extends FatedCandidate {
  /** Its place, from 1. */
  place: number;
  chunk: ChunkView | undefined;
  /** What it is a duplicate of. */
  original?: FatedCandidate & { chunk: ChunkView | undefined };
}

/** Every candidate in its final order, with how it fared in each stage: a table, or cards where there is no room for one. */
export function CandidateTable({
  candidates,
  chunks,
  citations = [],
}: {
  candidates: TracedCandidate[];
  chunks: ChunkView[];
  citations?: { chunkId: string; index: number }[];
}) {
  const [isWhole, setIsWhole] = useState(false);
  const [openedId, setOpenedId] = useState<string | null>(null);
  const isWide = useMediaQuery("(min-width: 768px)");
  const rows = rowsOf(candidates, chunks, citations).slice(0, isWhole ? undefined : firstShown);
  const shape = {
    rows,
    openedId,
    onToggle: (chunkId: string) => setOpenedId((current) => (current === chunkId ? null : chunkId)),
  };
  return (
    <div className="grid grid-cols-1 gap-3">
      {isWide ? <WideTable {...shape} /> : <Cards {...shape} />}
      {candidates.length > rows.length && (
        <button
          type="button"
          className="h-9 rounded-md border text-[13px] font-medium hover:bg-muted"
          onClick={() => setIsWhole(true)}
        >
          Show all {candidates.length}
        </button>
      )}
    </div>
  );
}

function rowsOf(
  candidates: TracedCandidate[],
  chunks: ChunkView[],
  citations: { chunkId: string; index: number }[],
): Row[] {
  const chunkOf = new Map(chunks.map((chunk) => [chunk.chunkId, chunk]));
  const citedAs = new Map(citations.map(({ chunkId, index }) => [chunkId, index]));
  const rows = candidates.map((candidate, i) => ({
    place: i + 1,
    candidate,
    chunk: chunkOf.get(candidate.chunkId),
    citedAs: citedAs.get(candidate.chunkId),
  }));
  const rowOf = new Map(rows.map((row) => [row.candidate.chunkId, row]));
  return rows.map((row) => ({ ...row, original: rowOf.get(row.candidate.duplicateOf ?? "") }));
}

interface Shape {
  rows: Row[];
  openedId: string | null;
  onToggle: (chunkId: string) => void;
}

function WideTable({ rows, openedId, onToggle }: Shape) {
  return (
    <Table label="Candidates" className="[&_td]:align-top">
      <TableHeader>
        <tr>
          <TableHead className="w-10 text-right">#</TableHead>
          <TableHead>Chunk</TableHead>
          <TableHead className="text-right">By words</TableHead>
          <TableHead className="text-right">By meaning</TableHead>
          <TableHead className="text-right">Fused</TableHead>
          <TableHead className="text-right">Reranked</TableHead>
          <TableHead>What became of it</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <WideRow
            key={row.candidate.chunkId}
            row={row}
            isOpen={openedId === row.candidate.chunkId}
            onToggle={onToggle}
          />
        ))}
      </TableBody>
    </Table>
  );
}

function WideRow({ row, isOpen, onToggle }: { row: Row; isOpen: boolean; onToggle: Shape["onToggle"] }) {
  const { place, candidate } = row;
  const figures = [candidate.bm25, candidate.vector, candidate.fused, candidate.reranked];
  return (
    <>
      <TableRow>
        <TableCell className="text-right text-muted-foreground tabular-nums">{place}</TableCell>
        <th scope="row" className="max-w-0 min-w-56 px-3 py-2 text-left align-top font-normal lg:w-[38%]">
          <Toggle row={row} isOpen={isOpen} onToggle={onToggle} />
        </th>
        {figures.map((figure, i) => (
          <TableCell key={stageNames[i]} className="text-right">
            <RankAndScore figure={figure} />
          </TableCell>
        ))}
        <TableCell>
          <Outcome row={row} />
        </TableCell>
      </TableRow>
      {isOpen && (
        <tr>
          <td colSpan={7} className="bg-muted/50 px-5 py-4">
            <CandidateDetails candidate={candidate} chunk={row.chunk} />
          </td>
        </tr>
      )}
    </>
  );
}

const stageNames = ["By words", "By meaning", "Fused", "Reranked"] as const;

function Cards({ rows, openedId, onToggle }: Shape) {
  return (
    <ol aria-label="Candidates" className="grid grid-cols-1 gap-2">
      {rows.map((row) => {
        const { bm25, vector, fused, reranked, chunkId } = row.candidate;
        const isOpen = openedId === chunkId;
        return (
          <li key={chunkId} className="grid grid-cols-1 gap-2.5 rounded-lg border bg-card px-3 py-2.5">
            <div className="flex items-start gap-2">
              <span className="mt-0.5 min-w-5 text-xs text-muted-foreground tabular-nums">{row.place}</span>
              <div className="min-w-0 flex-1">
                <Toggle row={row} isOpen={isOpen} onToggle={onToggle} />
              </div>
            </div>
            <dl className="grid grid-cols-4 gap-1 text-center">
              {[bm25, vector, fused, reranked].map((figure, i) => (
                <div key={stageNames[i]} className="grid rounded-md bg-muted px-1 py-1">
                  <dt className="text-[11px] text-muted-foreground">{stageNames[i]}</dt>
                  <dd>
                    <RankAndScore figure={figure} />
                  </dd>
                </div>
              ))}
            </dl>
            <Outcome row={row} />
            {isOpen && <CandidateDetails candidate={row.candidate} chunk={row.chunk} />}
          </li>
        );
      })}
    </ol>
  );
}

/** The chunk's document and place in it; opens what it holds. */
function Toggle({ row, isOpen, onToggle }: { row: Row; isOpen: boolean; onToggle: Shape["onToggle"] }) {
  const { candidate, chunk } = row;
  const place = chunk && (placeOf(chunk) || chunk.text.slice(0, excerptChars));
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      className="group flex w-full items-start gap-1.5 rounded-sm text-left"
      onClick={() => onToggle(candidate.chunkId)}
    >
      <ChevronRight
        aria-hidden
        className={cn(
          "mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform",
          isOpen && "rotate-90",
        )}
      />
      <span className="min-w-0 flex-1">
        <bdi
          className={cn(
            "block truncate text-sm font-medium group-hover:underline",
            !chunk && "text-muted-foreground italic",
          )}
        >
          {chunk?.title ?? missingChunk}
        </bdi>
        {place && <span className="block truncate text-xs text-muted-foreground">{place}</span>}
      </span>
    </button>
  );
}

/** `p. 3 · Travel · Hotels` */
export function placeOf({ title, page, headingPath, isOutdated }: ChunkView): string {
  return [
    isOutdated && "earlier version",
    page !== null && `p. ${page}`,
    ...headingPath.filter((heading) => heading !== title),
  ]
    .filter(Boolean)
    .join(" · ");
}

function RankAndScore({ figure }: { figure: { rank: number; score: number } | null }) {
  if (!figure)
    return (
      <span className="text-muted-foreground">
        <span aria-hidden>–</span>
        <span className="sr-only">not found</span>
      </span>
    );
  return (
    <span className="grid leading-tight tabular-nums">
      <span className="text-sm font-medium">{figure.rank}</span>
      <span className="text-[11px] text-muted-foreground">{formatScore(figure.score)}</span>
    </span>
  );
}

/** Three digits that count, whatever the scale of the score. */
function formatScore(score: number): string {
  if (score === 0) return "0";
  return Math.abs(score) >= 100 ? score.toFixed(0) : score.toPrecision(3);
}

function Outcome({ row }: { row: Row }) {
  const { text, variant } = describeOutcome(row, row.original);
  const { chunk: original } = row.original ?? {};
  return (
    <div className="grid gap-0.5">
      <Badge variant={variant} className="h-auto w-fit py-0.5 whitespace-normal">
        {text}
      </Badge>
      {original && (
        <p className="line-clamp-2 px-1 text-xs break-words text-muted-foreground">
          <bdi>{original.title}</bdi>
          {placeOf(original) && `, ${placeOf(original)}`}
        </p>
      )}
    </div>
  );
}
