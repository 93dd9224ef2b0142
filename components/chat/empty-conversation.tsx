import { ArrowUpRight, FileUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { Readiness } from "./use-collections";

/** What stands above the composer before the first question. */
export function EmptyConversation({
  readiness,
  isAdmin,
  suggestions,
  onAsk,
}: {
  /** Undefined while it isn't known. */
  readiness: Readiness | undefined;
  isAdmin: boolean;
  suggestions: string[];
  onAsk: (question: string) => void;
}) {
  if (readiness === "no-documents") return <NoDocuments isAdmin={isAdmin} />;
  return (
    <div>
      <Headline>What would you like to know?</Headline>
      <Lead>
        Ask your documents. Each sentence of the answer links to its source, and each link is checked.
      </Lead>
      {readiness === "preparing" && (
        <p role="status" className="mt-6 flex items-center gap-2 text-sm text-muted-foreground">
          <Spinner />
          Your documents are being read. You can ask as soon as the first one is ready.
        </p>
      )}
      {suggestions.length > 0 && (
        <ul className="mt-7 animate-fade-in border-t" aria-label="Questions to begin with">
          {suggestions.map((question) => (
            <li key={question} className="border-b">
              <button
                type="button"
                onClick={() => onAsk(question)}
                className="group flex w-full items-center gap-3 py-3 text-left font-serif text-[1.0625rem] leading-snug transition-colors hover:text-primary"
              >
                <span className="line-clamp-2 min-w-0 flex-1 [overflow-wrap:anywhere]">{question}</span>
                <ArrowUpRight
                  aria-hidden
                  className="size-4 shrink-0 text-muted-foreground transition-transform group-hover:translate-x-0.5 group-hover:-translate-y-0.5 group-hover:text-primary"
                />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function NoDocuments({ isAdmin }: { isAdmin: boolean }) {
  return (
    <div>
      <Headline>There is nothing to read yet</Headline>
      <Lead>
        {isAdmin
          ? "Upload the first documents: PDF, Word, Markdown, HTML or plain text. As soon as one is ready you can ask about it."
          : "Your admins haven't added any documents that you may read. Ask them to, then come back."}
      </Lead>
      {isAdmin && (
        <Button asChild size="lg" className="mt-6">
          <Link href="/admin/collections">
            <FileUp />
            Upload documents
          </Link>
        </Button>
      )}
    </div>
  );
}

function Headline({ children }: { children: ReactNode }) {
  return (
    <h1 className="font-serif text-[2rem] leading-[1.15] font-semibold tracking-[-0.015em] text-balance sm:text-[2.5rem]">
      {children}
    </h1>
  );
}

function Lead({ children }: { children: ReactNode }) {
  return <p className="mt-2.5 max-w-lg leading-relaxed text-pretty text-muted-foreground">{children}</p>;
}
