"use client";

import { Check } from "lucide-react";
import { DropdownMenu as MenuPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/utils";

/** A menu of actions or choices under a button. The page around stays what it is to assistive technology. */
export function DropdownMenu(props: ComponentProps<typeof MenuPrimitive.Root>) {
  return <MenuPrimitive.Root modal={false} {...props} />;
}
export const DropdownMenuTrigger = MenuPrimitive.Trigger;
export const DropdownMenuRadioGroup = MenuPrimitive.RadioGroup;

const itemClasses =
  "relative flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-accent data-[highlighted]:text-accent-foreground [&_svg]:size-4 [&_svg]:shrink-0";

/** The menu's box. It stays where it is in the document, and so inside the landmark of its button. */
export function DropdownMenuContent({
  className,
  sideOffset = 6,
  ...props
}: ComponentProps<typeof MenuPrimitive.Content>) {
  return (
    <MenuPrimitive.Content
      sideOffset={sideOffset}
      collisionPadding={8}
      className={cn(
        "z-50 max-h-[var(--radix-dropdown-menu-content-available-height)] min-w-44 overflow-y-auto rounded-lg border bg-popover p-1 text-left font-normal text-popover-foreground shadow-md data-[state=open]:animate-pop-in",
        className,
      )}
      {...props}
    />
  );
}

/** One action; `isDestructive` colours what can't be undone. */
export function DropdownMenuItem({
  className,
  isDestructive,
  ...props
}: ComponentProps<typeof MenuPrimitive.Item> & { isDestructive?: boolean }) {
  return (
    <MenuPrimitive.Item
      className={cn(
        itemClasses,
        isDestructive
          ? "text-destructive data-[highlighted]:bg-destructive-soft data-[highlighted]:text-destructive"
          : "[&_svg]:text-muted-foreground data-[highlighted]:[&_svg]:text-current",
        className,
      )}
      {...props}
    />
  );
}

const indicator = (
  <span className="absolute left-2 flex size-4 items-center justify-center">
    <MenuPrimitive.ItemIndicator>
      <Check className="size-4" />
    </MenuPrimitive.ItemIndicator>
  </span>
);

/** One of several choices, inside a `DropdownMenuRadioGroup`. */
export function DropdownMenuRadioItem({
  className,
  children,
  ...props
}: ComponentProps<typeof MenuPrimitive.RadioItem>) {
  return (
    <MenuPrimitive.RadioItem className={cn(itemClasses, "pl-8", className)} {...props}>
      {indicator}
      {children}
    </MenuPrimitive.RadioItem>
  );
}

/** A heading inside the menu. */
export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof MenuPrimitive.Label>) {
  return (
    <MenuPrimitive.Label
      className={cn("px-2 pt-2 pb-1 text-xs font-medium text-muted-foreground", className)}
      {...props}
    />
  );
}

/** A line between groups. */
export function DropdownMenuSeparator({
  className,
  ...props
}: ComponentProps<typeof MenuPrimitive.Separator>) {
  return <MenuPrimitive.Separator className={cn("-mx-1 my-1 h-px bg-border", className)} {...props} />;
}
