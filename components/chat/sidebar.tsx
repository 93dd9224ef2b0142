"use client";

import { FileText, Layers, PanelLeft, Search, Settings2, SquarePen, X } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type Ref, useImperativeHandle, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { LinkText } from "@/components/ui/link-text";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/utils";
import { ConversationList } from "./conversation-list";
import { useShell } from "./shell-context";
import { type ShellTenant, type ShellUser, UserMenu } from "./user-menu";
import { Wordmark } from "./wordmark";

export interface SidebarHandle {
  focusSearch: () => void;
}

/** The conversations, the way to a new one, and everything that isn't a conversation. */
export function Sidebar({
  user,
  tenants,
  tenantId,
  isAdmin,
  onCollapse,
  onNavigate,
  ref,
}: {
  user: ShellUser;
  tenants: ShellTenant[];
  tenantId: string;
  isAdmin: boolean;
  onCollapse: () => void;
  /** When something was chosen that changes the page. */
  onNavigate: () => void;
  ref?: Ref<SidebarHandle>;
}) {
  const { startConversation } = useShell();
  const [search, setSearch] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => ({ focusSearch: () => field.current?.select() }), []);

  const startNew = () => {
    onNavigate();
    startConversation();
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-14 shrink-0 items-center justify-between pr-2 pl-4">
        <Link href="/" onClick={startNew} className="rounded-sm">
          <Wordmark />
        </Link>
        <Tooltip content="Close sidebar" side="right">
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Close sidebar"
            className="text-muted-foreground hover:bg-sidebar-accent"
            onClick={onCollapse}
          >
            <PanelLeft />
          </Button>
        </Tooltip>
      </div>
      <div className="grid shrink-0 gap-2 px-2 pb-3">
        <Button variant="outline" className="h-9 justify-start px-3" onClick={startNew}>
          <SquarePen />
          New chat
        </Button>
        <search className="relative">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted-foreground"
          />
          <input
            ref={field}
            type="text"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape" || search === "") return;
              event.preventDefault();
              setSearch("");
            }}
            aria-label="Search conversations"
            placeholder="Search"
            className="h-9 w-full rounded-md bg-transparent pr-14 pl-9 text-sm placeholder:text-muted-foreground hover:bg-sidebar-accent focus:bg-card focus-visible:outline-2 focus-visible:-outline-offset-1"
          />
          {search === "" ? (
            <kbd
              aria-hidden
              className="pointer-events-none absolute top-2 right-2.5 hidden font-sans text-xs leading-5 text-muted-foreground sm:block"
            >
              Ctrl K
            </kbd>
          ) : (
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label="Clear the search"
              className="absolute top-0.5 right-0.5 text-muted-foreground"
              onClick={() => setSearch("")}
            >
              <X />
            </Button>
          )}
        </search>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pt-1">
        <ConversationList search={search} onNavigate={onNavigate} />
      </div>
      <div className="shrink-0 border-t p-2">
        <nav aria-label="Yours" className="mb-px grid gap-px">
          <SidebarLink href="/batches" icon={Layers} onNavigate={onNavigate}>
            Batches
          </SidebarLink>
        </nav>
        {isAdmin && (
          <nav aria-label="Administration" className="mb-1 grid gap-px">
            <SidebarLink href="/admin/collections" icon={FileText} onNavigate={onNavigate}>
              Documents
            </SidebarLink>
            <SidebarLink href="/admin/members" icon={Settings2} isParent onNavigate={onNavigate}>
              Admin
            </SidebarLink>
          </nav>
        )}
        <UserMenu user={user} tenants={tenants} tenantId={tenantId} onNavigate={onNavigate} />
      </div>
    </div>
  );
}

function SidebarLink({
  href,
  icon: Icon,
  isParent = false,
  onNavigate,
  children,
}: {
  href: string;
  icon: typeof FileText;
  /** Marked for every admin page but those that have a link of their own. */
  isParent?: boolean;
  onNavigate: () => void;
  children: string;
}) {
  const pathname = usePathname();
  const isOwn = pathname === href || pathname.startsWith(`${href}/`);
  const isOpen = isParent
    ? pathname.startsWith("/admin/") && !pathname.startsWith("/admin/collections")
    : isOwn;
  return (
    <Link
      href={href}
      onClick={onNavigate}
      aria-current={isOpen ? "page" : undefined}
      className={cn(
        "flex h-8.5 items-center gap-2.5 rounded-md px-3 text-sm transition-colors hover:bg-sidebar-accent focus-visible:-outline-offset-2",
        isOpen && "bg-sidebar-accent font-medium",
      )}
    >
      <Icon aria-hidden className="size-4 text-muted-foreground" />
      <LinkText>{children}</LinkText>
    </Link>
  );
}
