"use client";

import { Menu, PanelLeft, SquarePen } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";
import { Tooltip } from "@/components/ui/tooltip";
import type { TenantPolicy } from "@/lib/tenant-policy";
import { cn } from "@/lib/utils";
import { type Shell, ShellProvider } from "./shell-context";
import { Sidebar, type SidebarHandle } from "./sidebar";
import { useRefreshConversations } from "./use-conversations";
import { useMediaQuery } from "./use-media-query";
import { useStored } from "./use-stored";
import type { ShellTenant, ShellUser } from "./user-menu";
import { Wordmark } from "./wordmark";

/** The frame of every page behind the login: the sidebar, which can be folded away and is a sheet on a phone, and the page. */
export function AppShell({
  user,
  tenants,
  tenantId,
  isAdmin,
  seesTraces,
  memory,
  linkHosts,
  records,
  children,
}: {
  user: ShellUser;
  tenants: ShellTenant[];
  tenantId: string;
  isAdmin: boolean;
  seesTraces: boolean;
  memory: Shell["memory"];
  linkHosts: readonly string[];
  records: TenantPolicy["records"];
  children: ReactNode;
}) {
  const router = useRouter();
  const refreshConversations = useRefreshConversations();
  const isWide = useMediaQuery("(min-width: 768px)");
  const [isCollapsed, setIsCollapsed] = useStored("lectern.sidebarCollapsed", false);
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const [epoch, setEpoch] = useState(0);
  const sidebar = useRef<SidebarHandle>(null);

  const startConversation = useCallback(() => {
    setEpoch((current) => current + 1);
    router.push("/");
  }, [router]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it does the same each time it is made
  const shell = useMemo(
    () => ({ epoch, startConversation, refreshConversations, seesTraces, memory, linkHosts, records }),
    [epoch, startConversation, seesTraces, memory, linkHosts, records],
  );

  const openSearch = useCallback(() => {
    if (isWide) setIsCollapsed(false);
    else setIsSheetOpen(true);
    requestAnimationFrame(() => requestAnimationFrame(() => sidebar.current?.focusSearch()));
  }, [isWide, setIsCollapsed]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      const key = event.key.toLowerCase();
      if (key === "k") openSearch();
      else if (key === "o" && event.shiftKey) startConversation();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [openSearch, startConversation]);

  const sidebarProps = { user, tenants, tenantId, isAdmin };
  const isFolded = isWide && isCollapsed;

  return (
    <ShellProvider value={shell}>
      <a
        href="#main"
        className="sr-only z-60 rounded-md bg-primary px-4 py-2 text-sm font-medium text-primary-foreground focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to the content
      </a>
      <div className="flex h-dvh overflow-hidden">
        {!isFolded && (
          <aside aria-label="Sidebar" className="hidden w-67 shrink-0 border-r bg-sidebar md:block">
            <Sidebar
              {...sidebarProps}
              ref={isWide ? sidebar : undefined}
              onCollapse={() => setIsCollapsed(true)}
              onNavigate={() => {}}
            />
          </aside>
        )}
        <div className="relative flex min-w-0 flex-1 flex-col">
          <TopBar
            isFolded={isFolded}
            onOpen={() => (isWide ? setIsCollapsed(false) : setIsSheetOpen(true))}
            onStart={startConversation}
          />
          <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto focus-visible:outline-none">
            {children}
          </main>
        </div>
      </div>
      <Sheet open={isSheetOpen && !isWide} onOpenChange={setIsSheetOpen}>
        <SheetContent
          side="left"
          hasClose={false}
          className="bg-sidebar"
          onOpenAutoFocus={(event) => {
            // The sheet itself, and not its first button, whose tooltip would show.
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
        >
          <SheetTitle className="sr-only">Conversations</SheetTitle>
          <Sidebar
            {...sidebarProps}
            ref={isWide ? undefined : sidebar}
            onCollapse={() => setIsSheetOpen(false)}
            onNavigate={() => setIsSheetOpen(false)}
          />
        </SheetContent>
      </Sheet>
    </ShellProvider>
  );
}

/** On a phone a bar; beside a folded sidebar two buttons in the corner. */
function TopBar({
  isFolded,
  onOpen,
  onStart,
}: {
  isFolded: boolean;
  onOpen: () => void;
  onStart: () => void;
}) {
  return (
    <header
      className={cn(
        "flex h-13 shrink-0 items-center justify-between gap-1 border-b px-2 md:hidden",
        isFolded && "md:absolute md:top-2 md:left-2 md:z-20 md:flex md:h-10 md:border-0 md:px-0",
      )}
    >
      <Tooltip content="Open sidebar" side="right">
        <Button
          variant="ghost"
          size="icon"
          aria-label="Open sidebar"
          className="text-muted-foreground"
          onClick={onOpen}
        >
          <Menu className="md:hidden" />
          <PanelLeft className="hidden md:block" />
        </Button>
      </Tooltip>
      <Wordmark className="md:hidden" />
      <Tooltip content="New chat" side="right">
        <Button
          variant="ghost"
          size="icon"
          aria-label="New chat"
          className="text-muted-foreground"
          onClick={onStart}
        >
          <SquarePen />
        </Button>
      </Tooltip>
    </header>
  );
}
