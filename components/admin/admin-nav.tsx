"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { LinkText } from "@/components/ui/link-text";
import { cn } from "@/lib/utils";

const pages = [
  { href: "/admin/collections", name: "Collections" },
  { href: "/admin/members", name: "Members" },
  { href: "/admin/api-keys", name: "API keys" },
  { href: "/admin/models", name: "Models" },
  { href: "/admin/playground", name: "Playground" },
  { href: "/admin/evaluation", name: "Evaluation" },
  { href: "/admin/cache", name: "Cache" },
  { href: "/admin/guard", name: "Guards" },
  { href: "/admin/usage", name: "Usage" },
  { href: "/admin/budgets", name: "Budgets" },
  { href: "/admin/records", name: "Records" },
];

/** The admin area's own navigation: one line that scrolls sideways where the screen is narrow. */
export function AdminNav() {
  const path = usePathname();
  const here = useRef<HTMLAnchorElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another page means another link to bring into view
  useEffect(() => {
    here.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);

  return (
    <nav aria-label="Admin pages" className="fades-sideways -mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
      <ul className="flex min-w-max gap-5 border-b text-sm">
        {pages.map(({ href, name }) => {
          const isHere = path === href || path.startsWith(`${href}/`);
          return (
            <li key={href}>
              <Link
                ref={isHere ? here : undefined}
                href={href}
                aria-current={isHere ? "page" : undefined}
                className={cn(
                  "-mb-px flex h-10 items-center border-b-2 border-transparent px-0.5 font-medium text-muted-foreground transition-colors hover:text-foreground focus-visible:-outline-offset-2",
                  isHere && "border-primary text-foreground",
                )}
              >
                <LinkText>{name}</LinkText>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
