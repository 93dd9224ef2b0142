import Link from "next/link";
import { cn } from "@/lib/utils";

const pages = [
  { href: "/admin/usage", name: "This workspace", isOperators: false },
  { href: "/admin/usage/alerts", name: "Alerts", isOperators: false },
  { href: "/admin/usage/installation", name: "All workspaces", isOperators: true },
] as const;

export type UsagePage = (typeof pages)[number]["href"];

/** The pages about usage, the operator's for operators alone. */
export function UsageNav({
  here,
  isOperator,
  unseen,
}: {
  here: UsagePage;
  isOperator: boolean;
  unseen: number;
}) {
  return (
    <nav aria-label="Usage pages" className="fades-sideways overflow-x-auto">
      <ul className="flex w-max rounded-md border border-input bg-card p-0.5 text-sm shadow-xs">
        {pages
          .filter(({ isOperators }) => isOperator || !isOperators)
          .map(({ href, name }) => (
            <li key={href}>
              <Link
                href={href}
                aria-current={href === here ? "page" : undefined}
                className={cn(
                  "flex h-8 items-center gap-1.5 rounded-sm px-3 font-medium text-muted-foreground transition-colors hover:text-foreground",
                  href === here && "bg-accent text-accent-foreground hover:text-accent-foreground",
                )}
              >
                {name}
                {href.endsWith("alerts") && unseen > 0 ? (
                  <span className="rounded-full bg-warning-soft px-1.5 text-xs text-warning tabular-nums">
                    {unseen}
                    <span className="sr-only"> unseen</span>
                  </span>
                ) : null}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}
