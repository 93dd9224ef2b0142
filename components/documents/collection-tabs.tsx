import Link from "next/link";
import { cn } from "@/lib/utils";

const tabs = [
  { tab: "documents", name: "Documents", path: "" },
  { tab: "sources", name: "Sources", path: "/sources" },
  { tab: "settings", name: "Settings", path: "/settings" },
] as const;

export type CollectionTab = (typeof tabs)[number]["tab"];

/** A collection's three pages. They look like tabs and are links: each has an address of its own. */
export function CollectionTabs({ collectionId, current }: { collectionId: string; current: CollectionTab }) {
  return (
    <nav
      aria-label="Pages of this collection"
      className="fades-sideways -mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0"
    >
      <ul className="flex min-w-max gap-5 border-b text-sm">
        {tabs.map(({ tab, name, path }) => (
          <li key={tab}>
            <Link
              href={`/admin/collections/${collectionId}${path}`}
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
