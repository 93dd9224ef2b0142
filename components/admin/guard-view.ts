/** What the guards' screens are given, as the routes under /api/guard-verdicts send it, and the words for it. */

export interface GuardVerdictRow {
  id: string;
  requestId: string;
  guard: "question" | "document" | "answer";
  finding: "injection" | "hidden-characters" | "personal-data" | "secret" | "link" | "moderation";
  action: "flagged" | "masked" | "refused";
  score: number | null;
  reason: string;
  createdAt: string | Date;
  appealedAt: string | Date | null;
  appeal: string | null;
  appealedText: string | null;
  reviewedAt: string | Date | null;
  review: "upheld" | "overturned" | null;
}

export interface GuardVerdictPage {
  verdicts: GuardVerdictRow[];
  nextCursor: string | null;
  openAppeals: number;
}

export interface SuspiciousDocumentRow {
  documentId: string;
  collectionId: string;
  title: string;
  chunks: number;
  score: number;
  pages: number[];
}

export const findingNames: Record<GuardVerdictRow["finding"], string> = {
  injection: "Attack on the model",
  "hidden-characters": "Hidden characters",
  "personal-data": "Personal data",
  secret: "Secret",
  link: "Link",
  moderation: "Moderation",
};

export const actionNames: Record<GuardVerdictRow["action"], string> = {
  flagged: "Noted",
  masked: "Masked",
  refused: "Refused",
};

export const guardNames: Record<GuardVerdictRow["guard"], string> = {
  question: "Question",
  document: "Document",
  answer: "Answer",
};

/** "page 3", "pages 1, 4 and 2 more", or how many parts where there are no pages. */
export function whereIn({ pages, chunks }: Pick<SuspiciousDocumentRow, "pages" | "chunks">): string {
  if (pages.length === 0) return chunks === 1 ? "1 part" : `${chunks} parts`;
  const shown = pages.slice(0, 3).join(", ");
  const more = pages.length > 3 ? ` and ${pages.length - 3} more` : "";
  return `${pages.length === 1 ? "page" : "pages"} ${shown}${more}`;
}

/** Hosts from lines, commas or whole addresses, lower case, each once; and what is no host. */
export function readHosts(text: string): { hosts: string[]; wrong: string[] } {
  const given = text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((host) =>
      host
        .toLowerCase()
        .replace(/^https?:\/\//, "")
        .replace(/[/?#].*$/, ""),
    );
  const isHost = (host: string) =>
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(host);
  return { hosts: [...new Set(given.filter(isHost))], wrong: given.filter((host) => !isHost(host)) };
}
