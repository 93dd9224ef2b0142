import { apiRequest } from "@/components/admin/api-request";
import type { DocumentView } from "./document-view";
import type { DocumentPageView } from "./table/document-list";
import { type DocumentFilter, pageUrl } from "./table/use-document-list";

/** Documents that something is to be done with: some that are at hand, or all that a filter lets through. */
export interface DocumentChoice {
  count: number;
  /** Of the first of them. */
  title: string;
  /** Gives the documents themselves, reading page after page where they aren't at hand. */
  read: (signal?: AbortSignal) => Promise<DocumentView[]>;
}

/** The choice of documents that are at hand. */
export function chooseDocuments(documents: DocumentView[]): DocumentChoice {
  return { count: documents.length, title: documents[0]?.title ?? "", read: async () => documents };
}

/** The choice of everything that matches, of which `count` is what the page believes. */
export function chooseMatching(filter: DocumentFilter, count: number): DocumentChoice {
  const read = async (signal?: AbortSignal) => {
    const documents: DocumentView[] = [];
    let cursor: string | null = null;
    do {
      const page: DocumentPageView = await apiRequest(pageUrl(filter, 100, cursor));
      documents.push(...page.documents);
      cursor = page.nextCursor;
    } while (cursor !== null && !signal?.aborted);
    return documents;
  };
  return { count, title: "", read };
}
