"use client";

import { X } from "lucide-react";
import { Dialog as DialogPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/utils";
import { Button } from "./button";
import { DialogOverlay } from "./dialog";
import { useReturnFocus } from "./use-return-focus";

/** A dialog that slides in from an edge. Its content must have a `SheetTitle`. */
export const Sheet = DialogPrimitive.Root;

const sideClasses = {
  left: "inset-y-0 left-0 w-[min(20rem,88vw)] border-r data-[state=open]:animate-slide-from-left",
  right: "inset-y-0 right-0 w-[min(34rem,100vw)] border-l data-[state=open]:animate-slide-from-right",
  bottom: "inset-x-0 bottom-0 h-[88dvh] rounded-t-xl border-t data-[state=open]:animate-slide-from-bottom",
};

/** The sheet itself. `hasClose` leaves the close button to the content when false. */
export function SheetContent({
  side = "right",
  hasClose = true,
  className,
  children,
  ...props
}: ComponentProps<typeof DialogPrimitive.Content> & { side?: keyof typeof sideClasses; hasClose?: boolean }) {
  const returnFocus = useReturnFocus();
  return (
    <DialogPrimitive.Portal>
      <DialogOverlay />
      <DialogPrimitive.Content
        {...returnFocus}
        className={cn(
          "fixed z-50 flex flex-col bg-background text-foreground shadow-lg focus-visible:outline-none",
          sideClasses[side],
          className,
        )}
        {...props}
      >
        {children}
        {hasClose && (
          <DialogPrimitive.Close asChild>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label="Close"
              className="absolute top-3 right-3 text-muted-foreground"
            >
              <X />
            </Button>
          </DialogPrimitive.Close>
        )}
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}

/** Title and description at the head of a sheet. */
export function SheetHeader({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("grid grid-cols-1 gap-1 border-b px-5 py-4 pr-14", className)} {...props} />;
}

/** The scrolling part of a sheet. */
export function SheetBody({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("min-h-0 flex-1 overflow-y-auto px-5 py-4", className)} {...props} />;
}

/** The sheet's name. */
export function SheetTitle({ className, ...props }: ComponentProps<typeof DialogPrimitive.Title>) {
  return (
    <DialogPrimitive.Title
      className={cn("font-serif text-lg leading-tight font-semibold [overflow-wrap:anywhere]", className)}
      {...props}
    />
  );
}

/** What the sheet is about, in a sentence. */
export function SheetDescription({
  className,
  ...props
}: ComponentProps<typeof DialogPrimitive.Description>) {
  return (
    <DialogPrimitive.Description
      className={cn("text-[13px] [overflow-wrap:anywhere] text-muted-foreground", className)}
      {...props}
    />
  );
}
