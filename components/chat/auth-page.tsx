import type { ReactNode } from "react";
import { Wordmark } from "@/components/chat/wordmark";

/** The page of somebody who isn't in yet: the name, what this is about, and a form. */
export function AuthPage({
  title,
  description,
  children,
}: {
  title: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[1fr_1.05fr]">
      <main className="flex flex-col px-5 py-6 sm:px-10">
        <Wordmark />
        <div className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center py-12">
          <h1 className="font-serif text-[1.875rem] leading-tight font-semibold tracking-[-0.01em] text-balance">
            {title}
          </h1>
          {description && (
            <p className="mt-2 leading-relaxed text-pretty text-muted-foreground">{description}</p>
          )}
          <div className="mt-7">{children}</div>
        </div>
      </main>
      <Specimen />
    </div>
  );
}

/** What an answer looks like, for those who have never seen one. Decoration: hidden from assistive technology. */
function Specimen() {
  return (
    <aside aria-hidden className="hidden items-center justify-center border-l bg-sidebar p-12 lg:flex">
      <div className="w-full max-w-md">
        <p className="font-serif text-xl leading-snug font-semibold">How long are backups kept?</p>
        <p className="mt-3 font-serif text-[1.0625rem] leading-relaxed">
          Daily backups are kept for 35 days and monthly ones for a year.
          <SpecimenMark>1</SpecimenMark> Restores are rehearsed every quarter.<SpecimenMark>2</SpecimenMark>
        </p>
        <div className="mt-6 rounded-lg border bg-card p-5 shadow-md">
          <p className="text-xs text-muted-foreground">Operations handbook · p. 12</p>
          <p className="mt-2.5 font-serif leading-relaxed text-muted-foreground">
            Storage is replicated to a second site.{" "}
            <mark className="box-decoration-clone rounded-xs px-0.5">
              Backups are taken nightly and retained for 35 days; the first of each month is retained for one
              year.
            </mark>{" "}
            Encryption keys are held apart.
          </p>
        </div>
      </div>
    </aside>
  );
}

function SpecimenMark({ children }: { children: string }) {
  return <span className="cite">{children}</span>;
}
