"use client";

import { usePathname } from "next/navigation";
import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Pages without a composer at their lower edge. */
const pages = /^\/(admin|batches|memory)(\/|$)/;

/**
 * Where `toast()` of sonner shows its short messages: above a conversation, because below it they would lie on the composer and its
 * button. Mounted once, in the root layout.
 */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position={pages.test(usePathname()) ? "bottom-right" : "top-center"}
      mobileOffset={{ top: "4rem" }}
      toastOptions={{
        classNames: {
          toast:
            "!bg-popover !text-popover-foreground !border-border !rounded-lg !shadow-lg !font-sans !text-sm !gap-2.5",
          description: "!text-muted-foreground",
          error: "[&_[data-icon]]:!text-destructive",
          success: "[&_[data-icon]]:!text-success",
          actionButton: "!bg-primary !text-primary-foreground",
        },
      }}
    />
  );
}
