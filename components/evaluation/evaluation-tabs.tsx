import Link from "next/link";
import { cn } from "@/lib/utils";

const tabs = [
  { tab: "sets", name: "Sets", href: "/admin/evaluation" },
  { tab: "rated", name: "Rated answers", href: "/admin/evaluation/rated" },
] as const;

/** The two pages of evaluation. They look like tabs and are links: each has an address of its own. */
export function EvaluationTabs({ current }: { current: (typeof tabs)[number]["tab"] }) {
  return (
    <nav aria-label="Pages of evaluation">
      <ul className="flex gap-5 border-b text-sm">
        {tabs.map(({ tab, name, href }) => (
          <li key={tab}>
            <Link
              href={href}
              aria-current={tab === current ? "page" : undefined}
              className={cn(
                "-mb-px flex h-10 items-center border-b-2 border-transparent px-0.5 font-medium text-muted-foreground transition-colors hover:text-foreground focus-visible:-outline-offset-2",
                tab === current && "border-primary text-foreground",
              )}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
