"use client";

import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type KeyboardEvent, useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { LinkText } from "@/components/ui/link-text";
import { cn } from "@/lib/utils";
import type { ListedConversation } from "./group-conversations";
import { useShell } from "./shell-context";

export const titleCharsMax = 120;

/** One conversation in the list, with a menu to rename it in place or delete it. */
export function ConversationItem({
  conversation: { id, title },
  onChanged,
  onNavigate,
}: {
  conversation: ListedConversation;
  onChanged: () => void;
  onNavigate: () => void;
}) {
  const isOpen = usePathname() === `/c/${id}`;
  const { startConversation } = useShell();
  const [isRenaming, setIsRenaming] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);

  const rename = async (next: string) => {
    setIsRenaming(false);
    const trimmed = next.trim();
    if (trimmed === "" || trimmed === title) return;
    try {
      await apiRequest(`/api/conversations/${id}`, { method: "PATCH", body: { title: trimmed } });
      onChanged();
    } catch (error) {
      toast.error(messageOf(error));
    }
  };

  const remove = async () => {
    await apiRequest(`/api/conversations/${id}`, { method: "DELETE" });
    onChanged();
    if (isOpen) startConversation();
  };

  return (
    <li className="group/item relative">
      {isRenaming ? (
        <RenameField title={title} onDone={rename} onCancel={() => setIsRenaming(false)} />
      ) : (
        <>
          <Link
            href={`/c/${id}`}
            prefetch={false}
            aria-current={isOpen ? "page" : undefined}
            onClick={onNavigate}
            className={cn(
              "flex h-8.5 items-center rounded-md pr-8 pl-3 text-sm transition-colors hover:bg-sidebar-accent focus-visible:-outline-offset-2",
              isOpen && "bg-sidebar-accent font-medium",
            )}
          >
            <LinkText className="truncate" title={title}>
              {title}
            </LinkText>
          </Link>
          <DropdownMenu>
            <DropdownMenuTrigger
              aria-label={`Options for ${title}`}
              className={cn(
                "absolute top-1 right-1 flex size-6.5 items-center justify-center rounded-sm text-muted-foreground opacity-0 hover:bg-background hover:text-foreground focus-visible:opacity-100 group-hover/item:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100",
                isOpen && "opacity-100",
              )}
            >
              <Ellipsis className="size-4" />
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end" className="min-w-36">
              <DropdownMenuItem onSelect={() => setIsRenaming(true)}>
                <Pencil />
                Rename
              </DropdownMenuItem>
              <DropdownMenuItem isDestructive onSelect={() => setIsDeleting(true)}>
                <Trash2 />
                Delete
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </>
      )}
      <ConfirmDialog
        open={isDeleting}
        onOpenChange={setIsDeleting}
        title="Delete this conversation?"
        description={<>“{title}” and its answers will be gone for good. Your documents stay.</>}
        onConfirm={remove}
      />
    </li>
  );
}

/** The title, being changed: Enter or leaving keeps it, Escape doesn't. */
function RenameField({
  title,
  onDone,
  onCancel,
}: {
  title: string;
  onDone: (title: string) => void;
  onCancel: () => void;
}) {
  const [value, setValue] = useState(title);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") onDone(value);
    if (event.key === "Escape") {
      event.preventDefault();
      onCancel();
    }
  };
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the reader has just asked to type here
      autoFocus
      aria-label="Title"
      value={value}
      maxLength={titleCharsMax}
      onChange={(event) => setValue(event.target.value)}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.target.select()}
      onBlur={() => onDone(value)}
      className="h-8.5 w-full rounded-md border border-ring bg-card px-2.75 text-sm outline-none ring-3 ring-ring/20"
    />
  );
}
