"use client";

import { ChevronsUpDown, LogOut, Monitor, Moon, NotebookPen, Sun } from "lucide-react";
import Link from "next/link";
import { signOut } from "next-auth/react";
import { useTheme } from "next-themes";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { Avatar } from "@/components/ui/avatar";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { useShell } from "./shell-context";
import { useIsClient } from "./use-is-client";

export interface ShellUser {
  name: string;
  email: string;
}

export interface ShellTenant {
  id: string;
  name: string;
}

const themes = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "Like the system", icon: Monitor },
];

/** Who is signed in and where: the workspace (to change it, where there are several), the theme, and the way out. */
export function UserMenu({
  user,
  tenants,
  tenantId,
  onNavigate,
}: {
  user: ShellUser;
  tenants: ShellTenant[];
  tenantId: string;
  /** When something was chosen that changes the page. */
  onNavigate: () => void;
}) {
  const { memory } = useShell();
  const { theme, setTheme } = useTheme();
  const isClient = useIsClient();
  const tenantName = tenants.find((tenant) => tenant.id === tenantId)?.name ?? "";

  const switchTenant = async (id: string) => {
    if (id === tenantId) return;
    try {
      await apiRequest("/api/tenants/switch", { body: { tenantId: id } });
      // Everything on the screen belongs to the other workspace, so nothing of it is kept.
      window.location.assign("/");
    } catch (error) {
      toast.error(messageOf(error));
    }
  };

  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex w-full items-center gap-2.5 rounded-md p-2 text-left transition-colors hover:bg-sidebar-accent focus-visible:-outline-offset-2 data-[state=open]:bg-sidebar-accent">
        <Avatar name={user.name || user.email} className="size-8 text-xs" />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-[13px] leading-tight font-medium">
            {user.name || user.email}
          </span>
          <span className="block truncate text-xs leading-tight text-muted-foreground">{tenantName}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top" className="w-60">
        <DropdownMenuLabel className="truncate font-normal">{user.email}</DropdownMenuLabel>
        {tenants.length > 1 && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuLabel>Workspace</DropdownMenuLabel>
            <DropdownMenuRadioGroup value={tenantId} onValueChange={switchTenant}>
              {tenants.map(({ id, name }) => (
                <DropdownMenuRadioItem key={id} value={id}>
                  <span className="truncate">{name}</span>
                </DropdownMenuRadioItem>
              ))}
            </DropdownMenuRadioGroup>
          </>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Theme</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={isClient ? theme : undefined} onValueChange={setTheme}>
          {themes.map(({ value, label, icon: Icon }) => (
            <DropdownMenuRadioItem key={value} value={value} onSelect={(event) => event.preventDefault()}>
              <span className="flex-1">{label}</span>
              <Icon aria-hidden className="text-muted-foreground" />
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        {memory.isOffered && (
          <DropdownMenuItem asChild>
            <Link href="/memory" onClick={onNavigate}>
              <NotebookPen />
              Memory
            </Link>
          </DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={() => void signOut({ callbackUrl: "/login" })}>
          <LogOut />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
